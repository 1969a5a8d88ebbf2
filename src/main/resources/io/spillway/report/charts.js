/* Charts over one time axis, shared by the report and the dashboard. Needs uPlot. No other library. */
(function (global) {
  'use strict';

  const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 4], [1, 3], [6, 2, 1, 2]];
  const STATE_PATTERN = { starting: 'dots', ready: 'solid', draining: 'stripes', gone: 'none' };

  function css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function color(i) {
    return css('--c' + (i % 8));
  }

  function seconds(v) {
    if (v === null || v === undefined) return '–';
    const a = Math.abs(v);
    if (a === 0) return '0 s';
    if (a < 0.001) return (v * 1e6).toFixed(0) + ' µs';
    if (a < 1) return (v * 1000).toPrecision(3) + ' ms';
    return (a < 100 ? v.toPrecision(3) : v.toFixed(0)) + ' s';
  }

  function number(v) {
    if (v === null || v === undefined) return '–';
    return Number.isInteger(v) ? String(v) : v.toPrecision(3);
  }

  function percent(v) {
    return v === null || v === undefined ? '–' : (v * 100).toFixed(1) + ' %';
  }

  const UNITS = { s: seconds, n: number, share: percent };

  function legend(series) {
    const ul = document.createElement('ul');
    ul.className = 'legend';
    series.forEach((s, i) => {
      const li = document.createElement('li');
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      svg.setAttribute('width', '28');
      svg.setAttribute('height', '8');
      svg.setAttribute('aria-hidden', 'true');
      const line = document.createElementNS('http://www.w3.org/2000/svg', 'line');
      line.setAttribute('x1', '0');
      line.setAttribute('x2', '28');
      line.setAttribute('y1', '4');
      line.setAttribute('y2', '4');
      line.setAttribute('stroke', color(s.color === undefined ? i : s.color));
      line.setAttribute('stroke-width', '2.5');
      line.setAttribute('stroke-dasharray', (s.dash || DASHES[i % DASHES.length]).join(' '));
      svg.appendChild(line);
      li.appendChild(svg);
      li.appendChild(document.createTextNode(s.label));
      ul.appendChild(li);
    });
    return ul;
  }

  /* Vertical marks (scale events, stages) and horizontal SLO lines, drawn over every chart alike. */
  function marksPlugin(marks, limits) {
    return {
      hooks: {
        draw: [
          (u) => {
            const ctx = u.ctx;
            const box = u.bbox;
            const ratio = global.devicePixelRatio || 1;
            ctx.save();
            ctx.beginPath();
            ctx.rect(box.left, box.top, box.width, box.height);
            ctx.clip();
            ctx.lineWidth = ratio;
            marks().forEach((mark) => {
              const x = Math.round(u.valToPos(mark.at, 'x', true)) + 0.5;
              ctx.strokeStyle = css(mark.kind === 'stage' ? '--rule' : '--muted');
              ctx.setLineDash(mark.kind === 'scale-in' ? [2 * ratio, 3 * ratio] : mark.kind === 'stage' ? [] : [6 * ratio, 3 * ratio]);
              ctx.beginPath();
              ctx.moveTo(x, box.top);
              ctx.lineTo(x, box.top + box.height);
              ctx.stroke();
              if (mark.kind !== 'stage') {
                ctx.fillStyle = css('--ink');
                ctx.font = 12 * ratio + 'px sans-serif';
                ctx.fillText(mark.kind === 'scale-out' ? '▲' : '▼', x - 5 * ratio, box.top + 11 * ratio);
              }
            });
            (limits || []).forEach((limit) => {
              const y = Math.round(u.valToPos(limit.value, 'y', true)) + 0.5;
              ctx.strokeStyle = css('--fail');
              ctx.setLineDash([10 * ratio, 4 * ratio]);
              ctx.beginPath();
              ctx.moveTo(box.left, y);
              ctx.lineTo(box.left + box.width, y);
              ctx.stroke();
              ctx.fillStyle = css('--fail');
              ctx.font = 11 * ratio + 'px sans-serif';
              ctx.fillText(limit.label, box.left + 6 * ratio, y - 3 * ratio);
            });
            ctx.restore();
          },
        ],
      },
    };
  }

  /*
   * One chart: spec = {title, note, unit: 's'|'n'|'share', log, series: [{label, values, color, dash, step}], limits}.
   * Returns {update(time, arrays)}.
   */
  function chart(parent, spec, context) {
    const figure = document.createElement('figure');
    const title = document.createElement('h3');
    title.textContent = spec.title;
    figure.appendChild(title);
    if (spec.note) {
      const caption = document.createElement('figcaption');
      caption.textContent = spec.note;
      figure.appendChild(caption);
    }
    const holder = document.createElement('div');
    holder.className = 'chart';
    holder.setAttribute('role', 'img');
    holder.setAttribute('aria-label', spec.title + (spec.note ? '. ' + spec.note : ''));
    figure.appendChild(holder);
    const readout = document.createElement('div');
    readout.className = 'readout';
    figure.appendChild(readout);
    let shown = legend(spec.series);
    figure.appendChild(shown);
    parent.appendChild(figure);

    const format = UNITS[spec.unit || 'n'];
    let plot = null;
    let time = context.time;
    let series = spec.series;

    function options() {
      const axis = { stroke: css('--muted'), grid: { stroke: css('--rule'), width: 0.5 }, ticks: { stroke: css('--rule'), width: 0.5 } };
      return {
        width: Math.max(280, holder.clientWidth),
        height: spec.height || 170,
        legend: { show: false },
        cursor: { sync: { key: context.key }, drag: { x: true, y: false }, points: { size: 5 } },
        scales: {
          x: { time: false },
          y: spec.log
            ? { distr: 3, log: 10 }
            : { range: (u, min, max) => [0, Math.max(max, spec.floor || 0, ...(spec.limits || []).map((l) => l.value * 1.05)) * 1.08 || 1] },
        },
        axes: [
          Object.assign({ values: (u, ticks) => ticks.map((t) => t + ' s') }, axis),
          Object.assign({ size: 68, values: (u, ticks) => ticks.map((t) => (t === null ? '' : format(t))) }, axis),
        ],
        series: [{}].concat(
          series.map((s, i) => ({
            label: s.label,
            stroke: color(s.color === undefined ? i : s.color),
            width: 1.8,
            dash: s.dash || DASHES[i % DASHES.length],
            spanGaps: false,
            points: { show: false },
            paths: s.step ? uPlot.paths.stepped({ align: -1 }) : undefined,
          }))
        ),
        plugins: [marksPlugin(context.marks, spec.limits)],
        hooks: {
          setCursor: [
            (u) => {
              const i = u.cursor.idx;
              readout.textContent =
                i === null || i === undefined || time[i] === undefined
                  ? ''
                  : time[i] + ' s   ' + series.map((s) => s.label + ' ' + format(s.values[i])).join('   ');
            },
          ],
        },
      };
    }

    function draw() {
      if (plot) plot.destroy();
      plot = new uPlot(options(), [time].concat(series.map((s) => s.values)), holder);
      holder.dataset.points = String(time.length);
    }

    draw();
    context.redraws.push(draw);
    return {
      update(newTime, newSeries) {
        const same = newSeries.length === series.length && newSeries.every((s, i) => s.label === series[i].label);
        time = newTime;
        series = newSeries;
        holder.dataset.points = String(time.length);
        if (same) {
          plot.setData([time].concat(series.map((s) => s.values)));
        } else {
          const next = legend(series);
          figure.replaceChild(next, shown);
          shown = next;
          draw();
        }
      },
    };
  }

  /* Replicas as lanes: what state each was in, over the same time axis as the charts. */
  function lanes(parent, data, context) {
    const figure = document.createElement('figure');
    const title = document.createElement('h3');
    title.textContent = 'Replicas by state';
    figure.appendChild(title);
    const caption = document.createElement('figcaption');
    caption.textContent = 'dots: starting (paid, not serving) · solid: ready · stripes: draining';
    figure.appendChild(caption);
    const canvas = document.createElement('canvas');
    canvas.className = 'lanes';
    canvas.setAttribute('role', 'img');
    figure.appendChild(canvas);
    parent.appendChild(figure);
    let current = data;

    function pattern(kind, ink) {
      const tile = document.createElement('canvas');
      tile.width = tile.height = 8;
      const c = tile.getContext('2d');
      c.fillStyle = ink;
      c.strokeStyle = ink;
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

    function draw() {
      const names = Object.keys(current.state);
      const ratio = global.devicePixelRatio || 1;
      const width = Math.max(280, figure.clientWidth);
      const row = 22;
      const left = 68;
      const right = 12;
      const height = names.length * row + 8;
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      canvas.style.height = height + 'px';
      canvas.dataset.lanes = String(names.length);
      canvas.setAttribute('aria-label', 'Replicas by state: ' + names.join(', '));
      const ctx = canvas.getContext('2d');
      ctx.scale(ratio, ratio);
      const time = current.time;
      const t0 = time.length ? Math.min(0, time[0]) : 0;
      const t1 = time.length ? time[time.length - 1] : 1;
      const x = (t) => left + ((t - t0) / Math.max(1e-9, t1 - t0)) * (width - left - right);
      ctx.font = '12px sans-serif';
      names.forEach((name, r) => {
        const states = current.state[name];
        const y = r * row + 4;
        ctx.fillStyle = css('--ink');
        ctx.textAlign = 'right';
        ctx.fillText(name.length > 10 ? '…' + name.slice(-9) : name, left - 6, y + 13);
        for (let i = 0; i < states.length; ) {
          let j = i;
          while (j < states.length && states[j] === states[i]) j++;
          const kind = STATE_PATTERN[states[i]];
          if (kind && kind !== 'none') {
            const from = i === 0 ? t0 : time[i - 1];
            ctx.fillStyle = pattern(kind, color(r));
            ctx.fillRect(x(from), y, Math.max(1.5, x(time[j - 1]) - x(from)), row - 8);
            ctx.strokeStyle = color(r);
            ctx.strokeRect(x(from), y, Math.max(1.5, x(time[j - 1]) - x(from)), row - 8);
          }
          i = j;
        }
      });
    }

    draw();
    context.redraws.push(draw);
    return {
      update(next) {
        current = next;
        draw();
      },
    };
  }

  function context(time, marks) {
    const c = { key: 'spillway', time: time, marks: marks, redraws: [] };
    let pending = 0;
    const redraw = () => {
      cancelAnimationFrame(pending);
      pending = requestAnimationFrame(() => c.redraws.forEach((f) => f()));
    };
    global.addEventListener('resize', redraw);
    global.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
    return c;
  }

  function perReplica(map, names) {
    return names.map((name, i) => ({ label: name, values: map[name] || [], color: i }));
  }

  /* The shared-axis charts of one run. Returns {update(data)}. */
  function run(parent, data, slo) {
    let marks = data.marks || [];
    const c = context(data.time, () => marks);
    const limits = (prefix) =>
      Object.keys(slo || {})
        .filter((k) => k.startsWith(prefix))
        .map((k) => ({ value: slo[k], label: 'SLO ' + k.replace('_', ' ') }));
    const definitions = [
      (d) => ({
        title: 'Load', note: 'requests per second, as offered, sent and finished', unit: 'n',
        series: [
          { label: 'offered', values: d.offered, color: 0 },
          { label: 'sent', values: d.sent, color: 6 },
          { label: 'finished', values: d.finished, color: 2 },
          { label: 'errors', values: d.errors, color: 1 },
          { label: 'held', values: d.held, color: 3 },
        ],
      }),
      (d) => ({ title: 'Waiting in the engines', note: 'num_requests_waiting per replica', unit: 'n', series: perReplica(d.waiting, d.replicas) }),
      'lanes',
      (d) => ({
        title: 'Time to first token', note: 'from the intended send time, per second', unit: 's', limits: limits('ttft'),
        series: [
          { label: 'p50', values: d.ttft_p50, color: 2 },
          { label: 'p95', values: d.ttft_p95, color: 0 },
          { label: 'p99', values: d.ttft_p99, color: 1 },
        ],
      }),
      (d) => ({
        title: 'Inter-token latency', note: 'between chunks, per second', unit: 's', limits: limits('itl'),
        series: [
          { label: 'p50', values: d.itl_p50, color: 2 },
          { label: 'p95', values: d.itl_p95, color: 0 },
          { label: 'p99', values: d.itl_p99, color: 1 },
        ],
      }),
      (d) => ({ title: 'Traffic share it should have', note: 'weight of each replica, slow start included', unit: 'share', floor: 1, series: perReplica(d.weight, d.replicas).map((s) => Object.assign(s, { step: true })) }),
      (d) => ({ title: 'Traffic share it got', note: 'share of the requests sent, over 5 seconds', unit: 'share', floor: 1, series: perReplica(d.share, d.replicas) }),
      (d) => ({ title: 'Running in the engines', note: 'num_requests_running per replica', unit: 'n', series: perReplica(d.running, d.replicas) }),
      (d) => ({ title: 'KV-cache usage', note: 'per replica, 100 % is full', unit: 'share', floor: 1, series: perReplica(d.kv, d.replicas) }),
    ];
    const drawn = definitions.map((definition) =>
      definition === 'lanes' ? lanes(parent, data, c) : chart(parent, definition(data), c)
    );
    return {
      update(d) {
        marks = d.marks || [];
        c.time = d.time;
        drawn.forEach((chartHandle, i) => {
          if (definitions[i] === 'lanes') chartHandle.update(d);
          else chartHandle.update(d.time, definitions[i](d).series);
        });
      },
    };
  }

  global.SpillwayCharts = { run, chart, context, legend, seconds, number, percent };
})(window);
