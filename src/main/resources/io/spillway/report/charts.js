/* Charts over one time axis, shared by the report and the dashboard. Needs uPlot. No other library. */
(function (global) {
  'use strict';

  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4], [1, 3], [6, 2, 1, 2]];
  const STATE_PATTERN = { starting: 'dots', ready: 'solid', draining: 'stripes', gone: 'none' };
  const LEFT = 68;
  const RIGHT = 24;
  const MANY = 12;

  function css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function color(i) {
    return css('--c' + (i % 8));
  }

  function dash(i) {
    return DASHES[(i + Math.floor(i / 8)) % DASHES.length];
  }

  function significant(v) {
    const a = Math.abs(v);
    return a >= 100 ? v.toFixed(0) : String(Number(v.toPrecision(3)));
  }

  function seconds(v) {
    if (v === null || v === undefined) return '–';
    const a = Math.abs(v);
    if (a === 0) return '0 s';
    if (a < 0.001) return significant(v * 1e6) + ' µs';
    if (a < 1) return significant(v * 1000) + ' ms';
    return significant(v) + ' s';
  }

  function number(v) {
    if (v === null || v === undefined) return '–';
    return Number.isInteger(v) ? String(v) : significant(v);
  }

  function percent(v) {
    return v === null || v === undefined ? '–' : Number((v * 100).toFixed(1)) + ' %';
  }

  const UNITS = { s: seconds, n: number, share: percent };

  /* Steps of a time axis, in seconds. */
  const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400];

  function two(n) {
    return (n < 10 ? '0' : '') + n;
  }

  /* Run time: seconds, or h:mm:ss where the axis is long. */
  function clock(t, long) {
    if (!long) return Number(t.toFixed(2)) + ' s';
    const whole = Math.round(t);
    const h = Math.floor(whole / 3600);
    const m = Math.floor(whole / 60) % 60;
    return (h ? h + ':' + two(m) : m) + ':' + two(whole % 60);
  }

  function element(tag, className, text) {
    const e = document.createElement(tag);
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  }

  function figure(parent, title, note) {
    const f = element('figure');
    f.appendChild(element('h3', '', title));
    if (note) f.appendChild(element('figcaption', '', note));
    parent.appendChild(f);
    return f;
  }

  function styleOf(s, i) {
    const c = s.color === undefined ? i : s.color;
    return { stroke: color(c), dash: s.dash || dash(c) };
  }

  function legend(series) {
    const ul = element('ul', 'legend');
    series.forEach((s, i) => {
      const li = element('li');
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      svg.setAttribute('width', '28');
      svg.setAttribute('height', '8');
      svg.setAttribute('aria-hidden', 'true');
      const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
      const look = styleOf(s, i);
      const at = { x1: 0, x2: 28, y1: 4, y2: 4, 'stroke-width': 2.5, stroke: look.stroke, 'stroke-dasharray': look.dash.join(' ') };
      Object.keys(at).forEach((k) => line.setAttribute(k, String(at[k])));
      svg.appendChild(line);
      li.appendChild(svg);
      li.appendChild(document.createTextNode(s.label));
      ul.appendChild(li);
    });
    return ul;
  }

  function extent(values) {
    let min = null;
    let max = null;
    for (const v of values) {
      if (v === null || v === undefined) continue;
      if (min === null || v < min) min = v;
      if (max === null || v > max) max = v;
    }
    return [min, max];
  }

  function hasValues(series) {
    return series.some((s) => s.values && s.values.some((v) => v !== null && v !== undefined));
  }

  function describe(spec, series, format) {
    const parts = series.slice(0, 8).map((s) => {
      const [min, max] = extent(s.values);
      return min === null ? s.label + ': no values' : s.label + ': ' + format(min) + ' to ' + format(max);
    });
    if (series.length > 8) parts.push('and ' + (series.length - 8) + ' more');
    return spec.title + (spec.note ? ', ' + spec.note : '') + '. ' + parts.join('; ') + '. Arrow keys read values.';
  }

  /* Vertical marks (scale events, stages) and horizontal SLO lines, drawn over every chart alike. */
  function drawMarks(u, marks, limits) {
    const ctx = u.ctx;
    const box = u.bbox;
    const ratio = global.devicePixelRatio || 1;
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.left, box.top, box.width, box.height);
    ctx.clip();
    ctx.lineWidth = ratio;
    const line = (x0, y0, x1, y1, dashes) => {
      ctx.setLineDash(dashes.map((d) => d * ratio));
      ctx.beginPath();
      ctx.moveTo(x0, y0);
      ctx.lineTo(x1, y1);
      ctx.stroke();
    };
    const arrows = marks.length <= 120;
    marks.forEach((mark) => {
      const x = Math.round(u.valToPos(mark.at, 'x', true)) + 0.5;
      const stage = mark.kind === 'stage';
      ctx.strokeStyle = css(stage ? '--rule' : '--muted');
      line(x, box.top, x, box.top + box.height, stage ? [] : mark.kind === 'scale-in' ? [2, 3] : [6, 3]);
      if (!stage && arrows) {
        ctx.fillStyle = css('--ink');
        ctx.textAlign = 'center';
        ctx.font = 12 * ratio + 'px sans-serif';
        ctx.fillText(mark.kind === 'scale-out' ? '▲' : '▼', x, box.top + 7 * ratio);
      }
    });
    limits.forEach((limit) => {
      const y = Math.round(u.valToPos(limit.value, 'y', true)) + 0.5;
      ctx.strokeStyle = ctx.fillStyle = css('--fail');
      line(box.left, y, box.left + box.width, y, [10, 4]);
      ctx.textAlign = 'left';
      ctx.textBaseline = 'bottom';
      ctx.font = 11 * ratio + 'px sans-serif';
      ctx.fillText(limit.label, box.left + 6 * ratio, y - 3 * ratio);
    });
    ctx.restore();
  }

  /* A point between two gaps has no line: show it as a dot. */
  function isolated(u, i) {
    const v = u.data[i];
    const found = [];
    for (let k = 0; k < v.length; k++) {
      if (v[k] != null && (k === 0 || v[k - 1] == null) && (k === v.length - 1 || v[k + 1] == null)) found.push(k);
    }
    return found;
  }

  function columns(time, series) {
    const data = [time];
    series.forEach((s) => {
      data.push(s.values);
      if (s.low && s.high) data.push(s.low, s.high);
    });
    return data;
  }

  function plotSeries(series) {
    const drawn = [{}];
    const bands = [];
    series.forEach((s, i) => {
      const look = styleOf(s, i);
      drawn.push({
        label: s.label,
        stroke: look.stroke,
        width: 1.8,
        dash: look.dash,
        spanGaps: false,
        points: { show: true, size: 4, fill: look.stroke, filter: isolated },
        paths: s.step ? uPlot.paths.stepped({ align: -1 }) : undefined,
      });
      if (s.low && s.high) {
        const hidden = { stroke: 'transparent', width: 0, points: { show: false } };
        drawn.push(Object.assign({}, hidden), hidden);
        bands.push({ series: [drawn.length - 1, drawn.length - 2], fill: look.stroke + '2e' });
      }
    });
    return { drawn, bands };
  }

  function yScale(spec) {
    if (spec.log) return { distr: 3, log: 10 };
    const limits = (spec.limits || []).map((l) => l.value * 1.05);
    return { range: (u, min, max) => [0, Math.max(max || 0, spec.floor || 0, ...limits) * 1.08 || 1] };
  }

  function xScale(spec, context) {
    if (spec.x) return spec.x.log ? { time: false, distr: 3, log: 10 } : { time: false };
    return { time: false, range: () => context.range() };
  }

  /* Arrow keys move the cursor, Home and End jump; the values are read out below the chart. */
  function keyboard(holder, plotOf, timeOf) {
    holder.tabIndex = 0;
    holder.addEventListener('keydown', (e) => {
      const plot = plotOf();
      const time = timeOf();
      const at = plot.cursor.idx;
      const step = e.shiftKey ? 10 : 1;
      const to = {
        ArrowRight: at == null ? 0 : at + step,
        ArrowLeft: at == null ? time.length - 1 : at - step,
        Home: 0,
        End: time.length - 1,
      }[e.key];
      if (to === undefined || time.length === 0) return;
      e.preventDefault();
      const i = Math.max(0, Math.min(time.length - 1, to));
      plot.setCursor({ left: plot.valToPos(time[i], 'x'), top: 10 });
    });
  }

  /*
   * One chart: spec = {title, note, unit: 's'|'n'|'share', log, height, floor, limits: [{value, label}],
   *   series: [{label, values, low, high, color, dash, step}],
   *   time: own times instead of the context's, x: {values, log, ticks, format, label} instead of time}.
   * Returns {update(time, series)}.
   */
  function chart(parent, spec, context) {
    const format = UNITS[spec.unit || 'n'];
    const formatX = spec.x && spec.x.format ? spec.x.format : (t) => clock(t, context.long());
    const frame = figure(parent, spec.title, spec.note);
    const holder = element('div', 'chart');
    holder.setAttribute('role', 'img');
    const readout = element('div', 'readout');
    readout.setAttribute('aria-live', 'polite');
    let time = spec.x ? spec.x.values : spec.time || context.time;
    let series = spec.series;
    let plot = null;
    let shown = legend(series);
    frame.append(holder, readout, shown);
    keyboard(holder, () => plot, () => time);

    function read(u) {
      const i = u.cursor.idx;
      if (i === null || i === undefined || time[i] === undefined) {
        readout.textContent = '';
        return;
      }
      let rows = series.map((s) => ({ label: s.label, value: s.values[i] }));
      if (rows.length > MANY) {
        rows = rows.filter((r) => r.value != null).sort((a, b) => b.value - a.value).slice(0, 8);
      }
      readout.textContent = formatX(time[i]) + '   ' + rows.map((r) => r.label + ' ' + format(r.value)).join('   ');
    }

    function options() {
      const axis = { stroke: css('--muted'), grid: { stroke: css('--rule'), width: 0.5 }, ticks: { stroke: css('--rule'), width: 0.5 } };
      const { drawn, bands } = plotSeries(series);
      const xAxis = Object.assign({ space: 64, values: (u, ticks) => ticks.map((t) => (t === null ? '' : formatX(t))) }, axis);
      if (!spec.x) xAxis.incrs = STEPS;
      if (spec.x && spec.x.ticks) xAxis.splits = () => spec.x.ticks;
      if (spec.x && spec.x.label) Object.assign(xAxis, { label: spec.x.label, labelSize: 22 });
      return {
        width: Math.max(240, holder.clientWidth),
        height: spec.height || 170,
        padding: [10, spec.x ? 34 : RIGHT, 0, 0],
        legend: { show: false },
        cursor: {
          sync: spec.x ? undefined : { key: context.key },
          drag: { x: !spec.x, y: false, setScale: false },
          points: { size: 6 },
          bind: { dblclick: () => () => (spec.x ? null : context.zoom(null)) },
        },
        scales: { x: xScale(spec, context), y: yScale(spec) },
        axes: [xAxis, Object.assign({ size: LEFT, values: (u, ticks) => ticks.map((t) => (t === null ? '' : format(t))) }, axis)],
        series: drawn,
        bands: bands,
        hooks: {
          draw: [(u) => drawMarks(u, spec.x ? [] : context.marks(), spec.limits || [])],
          setCursor: [read],
          setSelect: [
            (u) => {
              if (u.select.width < 4) return;
              const from = u.posToVal(u.select.left, 'x');
              const to = u.posToVal(u.select.left + u.select.width, 'x');
              u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
              context.zoom([from, to]);
            },
          ],
        },
      };
    }

    function draw() {
      if (plot) plot.destroy();
      plot = new uPlot(options(), columns(time, series), holder);
      holder.dataset.points = String(time.length);
      holder.setAttribute('aria-label', describe(spec, series, format));
    }

    draw();
    context.redraws.push(draw);
    return {
      update(newTime, newSeries) {
        const same = newSeries.length === series.length && newSeries.every((s, i) => s.label === series[i].label);
        time = newTime;
        series = newSeries;
        if (same) {
          plot.setData(columns(time, series));
          holder.dataset.points = String(time.length);
        } else {
          const next = legend(series);
          frame.replaceChild(next, shown);
          shown = next;
          draw();
        }
      },
    };
  }

  function pattern(kind, ink) {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 8;
    const c = tile.getContext('2d');
    c.fillStyle = c.strokeStyle = ink;
    if (kind === 'solid') {
      c.fillRect(0, 0, 8, 8);
    } else if (kind === 'dots') {
      c.fillRect(1, 1, 2, 2);
      c.fillRect(5, 5, 2, 2);
    } else if (kind === 'stripes') {
      c.lineWidth = 2;
      c.beginPath();
      c.moveTo(-2, 6);
      c.lineTo(6, -2);
      c.moveTo(2, 10);
      c.lineTo(10, 2);
      c.stroke();
    }
    return c.createPattern(tile, 'repeat');
  }

  /* Runs of equal states of a second-by-second series, as [from, to, state]. */
  function runsOf(time, states) {
    const runs = [];
    for (let i = 0; i < states.length; ) {
      let j = i;
      while (j < states.length && states[j] === states[i]) j++;
      if (states[i]) runs.push([i === 0 ? Math.min(0, time[0]) : time[i - 1], time[j - 1], states[i]]);
      i = j;
    }
    return runs;
  }

  function canvasRows(parent, title, note, context, rows) {
    const frame = figure(parent, title, note);
    const canvas = element('canvas', 'lanes');
    canvas.setAttribute('role', 'img');
    frame.appendChild(canvas);

    function draw() {
      const names = rows.names();
      const ratio = global.devicePixelRatio || 1;
      const width = Math.max(240, frame.clientWidth);
      const row = names.length > MANY ? 15 : 22;
      const height = names.length * row + 8;
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      canvas.style.height = height + 'px';
      canvas.dataset.lanes = String(names.length);
      canvas.setAttribute('aria-label', rows.describe());
      const ctx = canvas.getContext('2d');
      ctx.scale(ratio, ratio);
      const [t0, t1] = context.range();
      const x = (t) => LEFT + ((t - t0) / Math.max(1e-9, t1 - t0)) * (width - LEFT - RIGHT);
      names.forEach((name, r) => {
        ctx.font = (row > 18 ? 12 : 10) + 'px sans-serif';
        ctx.fillStyle = css('--ink');
        ctx.textAlign = 'right';
        ctx.fillText(name.length > 10 ? '…' + name.slice(-9) : name, LEFT - 6, r * row + row / 2 + 7);
        ctx.save();
        ctx.beginPath();
        ctx.rect(LEFT, r * row, width - LEFT - RIGHT, row + 4);
        ctx.clip();
        rows.paint(ctx, name, r, { x: x, y: r * row + 4, h: row - (row > 18 ? 8 : 4) });
        ctx.restore();
      });
    }

    draw();
    context.redraws.push(draw);
    return draw;
  }

  /* Replicas as lanes: what state each was in, over the same time axis as the charts. */
  function lanes(parent, data, context) {
    let current = data;
    const spansOf = (name) => (current.spans ? current.spans[name] || [] : runsOf(current.time, current.state[name]));
    const names = () => Object.keys(current.spans || current.state || {});
    const draw = canvasRows(parent, 'Replicas by state', 'dots: starting (paid, not serving) · solid: ready · stripes: draining', context, {
      names: names,
      describe: () =>
        'Replicas by state. ' +
        names()
          .slice(0, 16)
          .map((n) => n + ': ' + spansOf(n).filter((s) => s[2] !== 'gone').map((s) => s[2] + ' from ' + clock(s[0], context.long())).join(', '))
          .join('; '),
      paint: (ctx, name, r, at) => {
        spansOf(name).forEach(([from, to, state]) => {
          const kind = STATE_PATTERN[state];
          if (!kind || kind === 'none') return;
          const w = Math.max(1.5, at.x(to) - at.x(from));
          ctx.fillStyle = pattern(kind, color(r));
          ctx.fillRect(at.x(from), at.y, w, at.h);
          ctx.strokeStyle = color(r);
          ctx.strokeRect(at.x(from), at.y, w, at.h);
        });
      },
    });
    return {
      update(next) {
        current = next;
        draw();
      },
    };
  }

  /* Many replicas: one strip each, the darker the more. */
  function strips(parent, spec, context) {
    let time = spec.time;
    let series = spec.series;
    const format = UNITS[spec.unit || 'n'];
    const greatest = () => Math.max(spec.full || 0, ...series.map((s) => extent(s.values)[1] || 0)) || 1;
    const draw = canvasRows(parent, spec.title, spec.note + '; the darker the more, darkest is ' + format(greatest()), context, {
      names: () => series.map((s) => s.label),
      describe: () => describe(spec, series, format),
      paint: (ctx, name, r, at) => {
        const values = series[r].values;
        const most = greatest();
        ctx.fillStyle = css('--accent');
        values.forEach((v, i) => {
          if (v === null || v === undefined) return;
          const from = i === 0 ? 0 : time[i - 1];
          ctx.globalAlpha = 0.06 + 0.94 * Math.min(1, v / most);
          ctx.fillRect(at.x(from), at.y, Math.max(0.6, at.x(time[i]) - at.x(from)), at.h);
        });
        ctx.globalAlpha = 1;
      },
    });
    return {
      update(newTime, newSeries) {
        time = newTime;
        series = newSeries;
        draw();
      },
    };
  }

  function context(time, marks) {
    let zoomed = null;
    let pending = 0;
    const c = { key: 'spillway', time: time, marks: marks, redraws: [] };
    c.range = () => zoomed || [c.from === undefined ? Math.min(0, c.time.length ? c.time[0] : 0) : c.from, c.time.length ? c.time[c.time.length - 1] : 1];
    c.long = () => c.range()[1] > 600;
    const redraw = () => {
      cancelAnimationFrame(pending);
      pending = requestAnimationFrame(() => c.redraws.forEach((f) => f()));
    };
    c.zoom = (range) => {
      zoomed = range;
      redraw();
    };
    global.addEventListener('resize', redraw);
    global.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    return c;
  }

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
    const quantiles = (d, m) => fleet(d, [[m + '_p50', 'p50', 2], [m + '_p95', 'p95', 0], [m + '_p99', 'p99', 1]]);
    const replicas = (key, spec) => (d) =>
      Object.assign({ time: d.replica_time, many: d.replicas.length > MANY, series: perReplica(d[key], d.replicas) }, spec);
    return [
      (d) => ({
        title: 'Load', note: 'requests a second', unit: 'n',
        series: fleet(d, [['offered', 'offered', 0], ['sent', 'sent', 6], ['finished', 'finished', 2], ['errors', 'failed', 1]]),
      }),
      replicas('waiting', { title: 'Waiting in the engines', note: 'requests in each replica’s queue', unit: 'n' }),
      'lanes',
      (d) => ({ title: 'Time to first token', note: 'from the intended send time, by second', unit: 's', limits: limitsOf(slo, 'ttft'), series: quantiles(d, 'ttft') }),
      (d) => ({ title: 'Inter-token latency', note: 'between chunks, by second', unit: 's', limits: limitsOf(slo, 'itl'), series: quantiles(d, 'itl') }),
      (d) => ({
        title: 'Requests under way', note: 'at replicas, and held in the driver for want of one', unit: 'n',
        series: fleet(d, [['in_flight', 'in flight', 0], ['held', 'held', 1]]),
      }),
      (d) => {
        const spec = replicas('weight', { title: 'Share it should get', note: 'of new requests, by weight, slow start included', unit: 'share', floor: 1 })(d);
        spec.series.forEach((s) => (s.step = true));
        return spec;
      },
      replicas('share', { title: 'Share it got', note: 'of the requests sent in the last 5 seconds', unit: 'share', floor: 1 }),
      replicas('running', { title: 'Running in the engines', note: 'requests in each replica’s batch', unit: 'n' }),
      replicas('kv', { title: 'KV-cache usage', note: 'by replica; 100 % is full', unit: 'share', floor: 1, full: 1 }),
    ];
  }

  /*
   * The shared-axis charts of one run. data = {time, offered, sent, finished, errors, held, in_flight,
   *   ttft_p50 …, itl_p50 …, low: {…}, high: {…}, replicas: [names], replica_time, waiting: {name: […]}, running, kv,
   *   weight, share, spans: {name: [[from, to, state]]} or state: {name: [state]}, marks: [{at, kind}],
   *   from: where the axis begins, else at 0}.
   * options.skipEmpty leaves out charts without a value. Returns {update(data)}.
   */
  function run(parent, data, slo, options) {
    let marks = data.marks || [];
    const c = context(data.time, () => marks);
    c.from = data.from;
    const drawn = [];
    runCharts(slo).forEach((definition) => {
      if (definition === 'lanes') {
        if (data.replicas.length > 0) drawn.push({ lanes: lanes(parent, data, c) });
        return;
      }
      const spec = definition(data);
      if (options && options.skipEmpty && !hasValues(spec.series)) return;
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

  global.SpillwayCharts = { run, chart, context, legend, seconds, number, percent };
})(window);
