/* Charts over one time axis, shared by the report and the dashboard. Needs uPlot. No other library. */
(function (global) {
  'use strict';

  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4], [1, 3], [6, 2, 1, 2]];
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

  /* A shade is one of a ramp, the darker the worse; colours tell things apart. Both come with a dash. */
  function styleOf(s, i) {
    if (s.shade !== undefined) return { stroke: css('--q' + s.shade), dash: s.dash || [] };
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
      const at = { x1: 0, x2: 28, y1: 4, y2: 4, 'stroke-width': s.width || 2, stroke: look.stroke, 'stroke-dasharray': look.dash.join(' ') };
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
    const numbers = marks.length <= 24;
    marks.forEach((mark) => {
      const x = Math.round(u.valToPos(mark.at, 'x', true)) + 0.5;
      const stage = mark.kind === 'stage';
      ctx.strokeStyle = css(stage ? '--rule' : '--muted');
      line(x, box.top, x, box.top + box.height, stage ? [] : mark.kind === 'scale-in' ? [2, 3] : [6, 3]);
      if (!stage && arrows) {
        ctx.fillStyle = css('--ink');
        ctx.textAlign = 'center';
        ctx.textBaseline = 'top';
        ctx.font = '600 ' + 11 * ratio + 'px sans-serif';
        const arrow = mark.kind === 'scale-out' ? '▲' : '▼';
        ctx.fillText(numbers && mark.to !== undefined ? arrow + mark.to : arrow, x, box.top + ratio);
      }
    });
    limits.forEach((limit) => {
      const y = Math.round(u.valToPos(limit.value, 'y', true)) + 0.5;
      ctx.strokeStyle = ctx.fillStyle = css('--fail');
      line(box.left, y, box.left + box.width, y, [10, 4]);
      ctx.textAlign = 'left';
      ctx.textBaseline = 'bottom';
      ctx.font = 11 * ratio + 'px sans-serif';
      // Where the lines lie on it, the words stand on a ground of their own.
      const words = limit.label;
      const above = y - box.top > 18 * ratio;
      const base = above ? y - 3 * ratio : y + 15 * ratio;
      ctx.globalAlpha = 0.85;
      ctx.fillStyle = css('--panel');
      ctx.fillRect(box.left + 3 * ratio, base - 13 * ratio, ctx.measureText(words).width + 6 * ratio, 14 * ratio);
      ctx.globalAlpha = 1;
      ctx.fillStyle = css('--fail');
      ctx.fillText(words, box.left + 6 * ratio, base);
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

  /* The values of a chart as a table, made when it is opened. */
  function dataTable(frame, title, content) {
    const details = element('details', 'data');
    details.appendChild(element('summary', '', 'Values as a table'));
    details.lastChild.setAttribute('aria-label', title + ': values as a table');
    details.addEventListener('toggle', () => {
      while (details.children.length > 1) details.lastElementChild.remove();
      if (details.open) details.appendChild(tableOf(title, content()));
    });
    frame.appendChild(details);
  }

  function tableOf(title, { heads, rows }) {
    const box = element('div', 'scroll tall');
    box.tabIndex = 0;
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', title + ', values');
    const table = box.appendChild(element('table'));
    table.appendChild(element('caption', '', title));
    const row = (parent, cells, first) => {
      const tr = parent.insertRow();
      cells.forEach((text, i) => {
        const cell = element(first || i === 0 ? 'th' : 'td', '', text);
        if (cell.tagName === 'TH') cell.scope = first ? 'col' : 'row';
        tr.appendChild(cell);
      });
    };
    row(table.createTHead(), heads, true);
    const body = table.createTBody();
    rows.forEach((cells) => row(body, cells, false));
    return box;
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
        width: s.width || 1.8,
        fill: s.fill ? look.stroke + '24' : undefined,
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

  /* What is drawn later may take room from what was drawn before. */
  function onWidth(element, redraw) {
    let known = element.clientWidth;
    new ResizeObserver(() => {
      if (element.clientWidth === known) return;
      known = element.clientWidth;
      redraw();
    }).observe(element);
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
    frame.append(shown, holder, readout);
    dataTable(frame, spec.title, () => ({
      heads: [spec.x ? spec.x.label || '' : 'time'].concat(series.map((s) => s.label)),
      rows: Array.from(time, (t, i) => [formatX(t)].concat(series.map((s) => format(s.values[i])))),
    }));
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
      const axis = { stroke: css('--muted'), font: '11px system-ui, sans-serif', grid: { stroke: css('--rule'), width: 0.5 }, ticks: { stroke: css('--rule'), width: 0.5 } };
      const { drawn, bands } = plotSeries(series);
      const xAxis = Object.assign({ space: 64, size: 30, values: (u, ticks) => ticks.map((t) => (t === null ? '' : formatX(t))) }, axis);
      if (!spec.x) xAxis.incrs = STEPS;
      if (spec.x && spec.x.ticks) xAxis.splits = () => spec.x.ticks;
      if (spec.x && spec.x.label) Object.assign(xAxis, { label: spec.x.label, labelSize: 22, size: 50 });
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
        axes: [xAxis, Object.assign({ size: LEFT, space: 28, values: (u, ticks) => ticks.map((t) => (t === null ? '' : format(t))) }, axis)],
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

    function tell() {
      holder.dataset.points = String(time.length);
      holder.setAttribute('aria-label', describe(spec, series, format));
    }

    function draw() {
      if (plot) plot.destroy();
      plot = new uPlot(options(), columns(time, series), holder);
      tell();
    }

    draw();
    context.redraws.push(draw);
    onWidth(holder, () => plot.setSize({ width: Math.max(240, holder.clientWidth), height: plot.height }));
    return {
      update(newTime, newSeries) {
        const same = newSeries.length === series.length && newSeries.every((s, i) => s.label === series[i].label);
        time = newTime;
        series = newSeries;
        if (same) {
          plot.setData(columns(time, series));
          tell();
        } else {
          const next = legend(series);
          frame.replaceChild(next, shown);
          shown = next;
          draw();
        }
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
    // Paper is light and has its own width; there is no later frame to draw in.
    global.addEventListener('beforeprint', () => c.redraws.forEach((f) => f()));
    return c;
  }

  global.SpillwayCharts = { chart, context, legend, seconds, number, percent };
  /* For the other files that draw. */
  global.SpillwayCharts.kit = { css, color, element, figure, extent, describe, dataTable, hasValues, onWidth, clock, UNITS, STEPS, LEFT, RIGHT, MANY };
})(window);
