/* Draws what the page's data asks for. */
(function () {
  'use strict';

  function percentiles(parent, data) {
    if (data.curves.length === 0) return;
    const nines = (x) => {
      const p = 100 - 100 / x;
      return String(Number(p.toFixed(x < 90 ? 0 : x < 900 ? 1 : 3))) + ' %';
    };
    SpillwayCharts.chart(
      parent,
      {
        title: 'Latency by percentile',
        note: 'every step to the right is another nine; from the intended send time',
        unit: 's',
        log: true,
        height: 260,
        x: { values: data.x, log: true, ticks: [10 / 9, 2, 10, 100, 1000, 10000, 100000], format: nines },
        series: data.curves.map((curve, i) => ({ label: curve.label, values: curve.values, color: i, width: 2 })),
      },
      SpillwayCharts.context([], () => [])
    );
  }

  /* A box whose table is wider than itself says so. */
  function tellWidth() {
    const boxes = Array.from(document.querySelectorAll('.scroll:not(.tall)'));
    const wide = boxes.map((box) => box.scrollWidth > box.clientWidth + 1);
    boxes.forEach((box, i) => box.classList.toggle('wide', wide[i]));
  }

  const place = (id) => document.querySelector('[data-charts~="' + id + '"]');
  const data = JSON.parse(document.getElementById('data').textContent);
  if (data.run) SpillwayCharts.run(place, data.run, data.slo, { skipEmpty: true });
  if (data.percentiles) percentiles(place('percentiles'), data.percentiles);
  tellWidth();
  window.addEventListener('resize', tellWidth);
  document.addEventListener('toggle', tellWidth, true);
  // Milliseconds from the start of loading.
  document.documentElement.dataset.drawn = performance.now().toFixed(0);
})();
