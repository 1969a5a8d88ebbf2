/* The charts of one run, for the report and the dashboard. Needs charts.js and lanes.js. */
(function (global) {
  'use strict';

  const { chart, context, lanes, strips } = global.SpillwayCharts;
  const { hasValues, MANY } = global.SpillwayCharts.kit;

  function perReplica(map, names) {
    return map ? names.map((name, i) => ({ label: name, values: map[name] || [], color: i })) : [];
  }

  function limitsOf(slo, metric) {
    return Object.keys(slo || {})
      .filter((k) => k.startsWith(metric + '_'))
      .map((k) => ({ value: slo[k], label: 'objective ' + k.replace('_', ' ') }));
  }

  function runCharts(slo) {
    const fleet = (d, names) =>
      names
        .filter(([key]) => d[key])
        .map(([key, label, c]) => ({ label: label, values: d[key], color: c, low: d.low && d.low[key], high: d.high && d.high[key] }));
    const LOOKS = { p50: { shade: 0, width: 1.5 }, p95: { shade: 1, width: 2.4 }, p99: { shade: 2, width: 1.5, dash: [6, 3] } };
    const quantiles = (d, m) =>
      fleet(d, Object.keys(LOOKS).map((q) => [m + '_' + q, q])).map((s) => Object.assign(s, LOOKS[s.label]));
    const replicas = (key, spec) => (d) =>
      Object.assign({ time: d.replica_time, many: d.replicas.length > MANY, series: perReplica(d[key], d.replicas) }, spec);
    const load = (d) => {
      const series = fleet(d, [['offered', 'offered', 0], ['sent', 'sent', 3], ['finished', 'finished', 2], ['errors', 'failed', 1]]);
      const look = { offered: { fill: true, width: 3 }, sent: { dash: [3, 5] }, finished: {}, failed: {} };
      series.forEach((s) => Object.assign(s, look[s.label]));
      return { id: 'load', title: 'Load', note: 'requests a second', unit: 'n', series: series.filter((s) => s.label !== 'failed' || s.values.some((v) => v > 0)) };
    };
    return [
      load,
      replicas('waiting', { id: 'waiting', title: 'Waiting in the engines', note: 'requests in each replica’s queue', unit: 'n' }),
      'lanes',
      (d) => ({ id: 'ttft', title: 'TTFT: time to first token', note: 'from when a request was due, in the second in which the token came', unit: 's', limits: limitsOf(slo, 'ttft'), series: quantiles(d, 'ttft') }),
      (d) => ({ id: 'itl', title: 'ITL: inter-token latency', note: 'between chunks, by second', unit: 's', limits: limitsOf(slo, 'itl'), series: quantiles(d, 'itl') }),
      (d) => ({
        id: 'flight', title: 'Requests under way', note: 'at replicas, and held in the driver for want of one', unit: 'n',
        series: fleet(d, [['in_flight', 'in flight', 0], ['held', 'held', 1]]),
      }),
      (d) => {
        const spec = replicas('weight', { id: 'weight', title: 'Share it should get', note: 'of new requests, by weight, slow start included', unit: 'share', floor: 1 })(d);
        spec.series.forEach((s) => (s.step = true));
        return spec;
      },
      replicas('share', { id: 'share', title: 'Share it got', note: 'of the requests sent in the last 5 seconds', unit: 'share', floor: 1 }),
      replicas('running', { id: 'running', title: 'Running in the engines', note: 'requests in each replica’s batch', unit: 'n' }),
      replicas('kv', { id: 'kv', title: 'KV-cache usage', note: 'by replica; 100 % is full', unit: 'share', floor: 1, full: 1 }),
    ];
  }

  /*
   * The shared-axis charts of one run. data = {time, offered, sent, finished, errors, held, in_flight,
   *   ttft_p50 …, itl_p50 …, low: {…}, high: {…}, replicas: [names], replica_time, waiting: {name: […]}, running, kv,
   *   weight, share, spans: {name: [[from, to, state]]} or state: {name: [state]}, marks: [{at, kind, to}],
   *   from: where the axis begins, else at 0}.
   * place(id) is the element that a chart goes into: load, waiting, lanes, ttft, itl, flight, weight, share, running, kv.
   * options.skipEmpty leaves out charts without a value. Returns {update(data)}.
   */
  function run(place, data, slo, options) {
    let marks = data.marks || [];
    const c = context(data.time, () => marks);
    c.from = data.from;
    const drawn = [];
    runCharts(slo).forEach((definition) => {
      if (definition === 'lanes') {
        if (data.replicas.length > 0) drawn.push({ lanes: lanes(place('lanes'), data, c) });
        return;
      }
      const spec = definition(data);
      if (options && options.skipEmpty && !hasValues(spec.series)) return;
      const parent = place(spec.id);
      const handle = spec.many ? strips(parent, Object.assign({}, spec, { time: spec.time || data.time }), c) : chart(parent, spec, c);
      drawn.push({ handle: handle, definition: definition });
    });
    return {
      update(d) {
        marks = d.marks || [];
        c.time = d.time;
        c.from = d.from;
        drawn.forEach((each) => {
          if (each.lanes) {
            each.lanes.update(d);
          } else {
            const spec = each.definition(d);
            each.handle.update(spec.time || d.time, spec.series);
          }
        });
      },
    };
  }

  global.SpillwayCharts.run = run;
})(window);
