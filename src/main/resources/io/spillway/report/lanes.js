/* Replicas as rows over the time axis of the charts: their states, or one value of each. Needs charts.js. */
(function (global) {
  'use strict';

  const { css, color, element, figure, extent, describe, dataTable, onWidth, clock, UNITS, STEPS, LEFT, RIGHT, MANY } = global.SpillwayCharts.kit;
  const AXIS = 20;
  const STATE_PATTERN = { starting: 'dots', ready: 'solid', draining: 'stripes', gone: 'none' };

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

  /* One of a kind and an ink: drawing many lanes asks for few. */
  function patterns() {
    const made = new Map();
    return (kind, ink) => {
      const key = kind + ink;
      if (!made.has(key)) made.set(key, pattern(kind, ink));
      return made.get(key);
    };
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

  /* Red, green and blue of a colour as style sheets write it. */
  function rgb(ink) {
    const c = element('canvas').getContext('2d');
    c.fillStyle = ink;
    c.fillRect(0, 0, 1, 1);
    return c.getImageData(0, 0, 1, 1).data.slice(0, 3);
  }

  /* The same times as below the charts. */
  function timeAxis(ctx, context, at) {
    const step = STEPS.find((s) => (s / Math.max(1e-9, at.t1 - at.t0)) * at.width >= 64) || STEPS[STEPS.length - 1];
    ctx.font = '11px system-ui, sans-serif';
    ctx.fillStyle = css('--muted');
    ctx.strokeStyle = css('--rule');
    ctx.lineWidth = 0.5;
    ctx.textAlign = 'center';
    for (let t = Math.ceil(at.t0 / step) * step; t <= at.t1; t += step) {
      ctx.beginPath();
      ctx.moveTo(at.x(t), 0);
      ctx.lineTo(at.x(t), at.y + 4);
      ctx.stroke();
      ctx.fillText(clock(t, context.long()), at.x(t), at.y + 16);
    }
    ctx.lineWidth = 1;
  }

  function canvasRows(parent, title, note, context, rows) {
    const frame = figure(parent, title, note);
    const canvas = element('canvas', 'lanes');
    canvas.setAttribute('role', 'img');
    frame.appendChild(canvas);
    dataTable(frame, title, rows.table);

    function draw() {
      const names = rows.names();
      const ratio = global.devicePixelRatio || 1;
      const width = Math.max(240, frame.clientWidth);
      const row = names.length > MANY ? 15 : 22;
      const lanesEnd = names.length * row + 8;
      const height = lanesEnd + AXIS;
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      canvas.style.height = height + 'px';
      canvas.dataset.lanes = String(names.length);
      canvas.setAttribute('aria-label', rows.describe());
      const ctx = canvas.getContext('2d');
      ctx.scale(ratio, ratio);
      if (rows.begin) rows.begin();
      const [t0, t1] = context.range();
      const x = (t) => LEFT + ((t - t0) / Math.max(1e-9, t1 - t0)) * (width - LEFT - RIGHT);
      timeAxis(ctx, context, { t0: t0, t1: t1, x: x, y: lanesEnd, width: width - LEFT - RIGHT });
      names.forEach((name, r) => {
        ctx.font = (row > 18 ? 12 : 10) + 'px sans-serif';
        ctx.fillStyle = css('--ink');
        ctx.textAlign = 'right';
        ctx.fillText(name.length > 10 ? '…' + name.slice(-9) : name, LEFT - 6, r * row + row / 2 + 7);
        ctx.save();
        ctx.beginPath();
        ctx.rect(LEFT, r * row, width - LEFT - RIGHT, row + 4);
        ctx.clip();
        rows.paint(ctx, name, r, { x: x, y: r * row + 4, h: row - (row > 18 ? 8 : 4), right: width - RIGHT, ratio: ratio });
        ctx.restore();
      });
    }

    draw();
    context.redraws.push(draw);
    onWidth(frame, draw);
    return draw;
  }

  /* Replicas as lanes: what state each was in, over the same time axis as the charts. */
  function lanes(parent, data, context) {
    let current = data;
    let fill = patterns();
    const spansOf = (name) => (current.spans ? current.spans[name] || [] : runsOf(current.time, current.state[name]));
    const names = () => Object.keys(current.spans || current.state || {});
    const draw = canvasRows(parent, 'Replicas by state', 'dots: starting (paid, not serving) · solid: ready · stripes: draining', context, {
      begin: () => (fill = patterns()),
      names: names,
      describe: () =>
        'Replicas by state. ' +
        names()
          .slice(0, 16)
          .map((n) => n + ': ' + spansOf(n).filter((s) => s[2] !== 'gone').map((s) => s[2] + ' from ' + clock(s[0], context.long())).join(', '))
          .join('; '),
      table: () => ({
        heads: ['replica', 'state', 'from', 'to'],
        rows: names().flatMap((n) => spansOf(n).filter((s) => s[2] !== 'gone').map((s) => [n, s[2], clock(s[0], context.long()), clock(s[1], context.long())])),
      }),
      paint: (ctx, name, r, at) => {
        const ink = color(r);
        spansOf(name).forEach(([from, to, state]) => {
          const kind = STATE_PATTERN[state];
          if (!kind || kind === 'none') return;
          const w = Math.max(1.5, at.x(to) - at.x(from));
          ctx.fillStyle = fill(kind, ink);
          ctx.fillRect(at.x(from), at.y, w, at.h);
          ctx.strokeStyle = ink;
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
    let most = greatest();
    let ink = [0, 0, 0];
    const draw = canvasRows(parent, spec.title, spec.note + '; the darker the more, darkest is ' + format(most), context, {
      begin: () => {
        most = greatest();
        ink = rgb(css('--accent'));
      },
      names: () => series.map((s) => s.label),
      describe: () => describe(spec, series, format),
      table: () => ({
        heads: ['time'].concat(series.map((s) => s.label)),
        rows: Array.from(time, (t, i) => [clock(t, context.long())].concat(series.map((s) => format(s.values[i])))),
      }),
      // One image a lane, a column a pixel: thousands of rectangles take a second.
      paint: (ctx, name, r, at) => {
        const columns = Math.max(1, Math.round((at.right - LEFT) * at.ratio));
        const image = new ImageData(columns, 1);
        const pixels = image.data;
        const column = (t) => Math.round((at.x(t) - LEFT) * at.ratio);
        series[r].values.forEach((v, i) => {
          if (v === null || v === undefined) return;
          const from = Math.max(0, column(i === 0 ? 0 : time[i - 1]));
          const to = Math.min(columns, Math.max(from + 1, column(time[i])));
          const alpha = Math.round(255 * (0.06 + 0.94 * Math.min(1, v / most)));
          for (let k = from * 4; k < to * 4; k += 4) {
            pixels[k] = ink[0];
            pixels[k + 1] = ink[1];
            pixels[k + 2] = ink[2];
            pixels[k + 3] = alpha;
          }
        });
        const strip = element('canvas');
        strip.width = columns;
        strip.height = 1;
        strip.getContext('2d').putImageData(image, 0, 0);
        ctx.imageSmoothingEnabled = false;
        ctx.drawImage(strip, LEFT, at.y, at.right - LEFT, at.h);
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

  Object.assign(global.SpillwayCharts, { lanes, strips });
})(window);
