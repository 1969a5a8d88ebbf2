/* Draws what the page's data asks for. */
(function () {
  'use strict';

  function percentiles(parent, data) {
    if (data.curves.length === 0) return;
    const nines = (x) => {
      const p = 100 - 100 / x;
      return (x < 1.01 ? '0' : String(Number(p.toFixed(x < 90 ? 0 : x < 900 ? 1 : 3)))) + ' %';
    };
    SpillwayCharts.chart(
      parent,
      {
        title: 'Latency by percentile',
        note: 'every step to the right is another nine; from the intended send time',
        unit: 's',
        log: true,
        height: 260,
        x: { values: data.x, log: true, ticks: [1, 2, 10, 100, 1000, 10000, 100000], format: nines },
        series: data.curves.map((curve, i) => ({ label: curve.label, values: curve.values, color: i, width: 2 })),
      },
      SpillwayCharts.context([], () => [])
    );
  }

  const place = (id) => document.querySelector('[data-charts~="' + id + '"]');
  const data = JSON.parse(document.getElementById('data').textContent);
  if (data.run) SpillwayCharts.run(place, data.run, data.slo, { skipEmpty: true });
  if (data.percentiles) percentiles(place('percentiles'), data.percentiles);
  // Milliseconds from the start of loading.
  document.documentElement.dataset.drawn = performance.now().toFixed(0);
})();
