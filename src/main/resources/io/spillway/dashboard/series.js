/* The seconds a page has seen, and what the charts show of them. Pure: no document, no time of its own. */
const MAX_ROWS = 10800;
const MAX_POINTS = 1200;
const SHARE_SECONDS = 5;

const TOTALS = [
  'offered', 'sent', 'finished', 'errors', 'in_flight', 'held',
  'ttft_p50', 'ttft_p95', 'ttft_p99', 'itl_p50', 'itl_p95', 'itl_p99',
];
const BY_REPLICA = ['waiting', 'running', 'kv', 'share', 'weight'];

const columnOf = (key) => (key.startsWith('ttft') || key.startsWith('itl') ? key + '_s' : key);

export class Series {
  constructor() {
    this.clear();
  }

  clear() {
    this.rows = [];
    this.marks = [];
  }

  /* A row as the stream has it; replicas become objects with the share they got. */
  add(row) {
    const recent = this.rows.slice(-(SHARE_SECONDS - 1));
    const replicas = row.replicas.map(([id, state, waiting, running, kv, sent, weight]) => ({
      id, state, waiting, running, kv, sent, weight, share: null,
    }));
    const counts = recent.map((r) => r.replicas).concat([replicas]);
    const all = counts.flat().reduce((sum, r) => sum + r.sent, 0);
    if (all > 0) {
      for (const replica of replicas) {
        replica.share = counts.reduce((sum, list) => sum + (list.find((r) => r.id === replica.id)?.sent || 0), 0) / all;
      }
    }
    this.rows.push(Object.assign({}, row, { replicas }));
    if (this.rows.length > MAX_ROWS) this.thin();
  }

  /* Halves the older half; the newer stays as it is. */
  thin() {
    const half = this.rows.length >> 1;
    this.rows = this.rows.filter((row, i) => i >= half || i % 2 === 0);
  }

  mark(at, kind, to) {
    this.marks.push({ at, kind, to });
    if (this.marks.length > 1000) this.marks.shift();
  }

  newest() {
    return this.rows[this.rows.length - 1];
  }

  /* Data for the charts: the last seconds, or all for 0, in at most 1200 points of min, mean and max. */
  view(seconds) {
    const last = this.newest();
    const from = seconds > 0 && last ? Math.max(0, last.time_s - seconds) : 0;
    const rows = seconds > 0 ? this.rows.filter((row) => row.time_s >= from) : this.rows;
    const perPoint = Math.max(1, Math.ceil(rows.length / MAX_POINTS));
    const points = [];
    for (let i = 0; i < rows.length; i += perPoint) points.push(rows.slice(i, i + perPoint));
    const data = { from, perPoint, time: points.map((p) => p[p.length - 1].time_s), marks: this.marks.filter((m) => m.at >= from) };
    if (perPoint > 1) Object.assign(data, { low: {}, high: {} });
    for (const key of TOTALS) totals(data, key, points);
    replicas(data, rows, points);
    data.spans = spans(rows);
    return data;
  }
}

function totals(data, key, points) {
  const values = points.map((point) => point.map((row) => row[columnOf(key)]).filter((v) => v !== null));
  data[key] = values.map(mean);
  if (data.low) {
    data.low[key] = values.map((v) => (v.length ? Math.min(...v) : null));
    data.high[key] = values.map((v) => (v.length ? Math.max(...v) : null));
  }
}

function replicas(data, rows, points) {
  const names = new Map();
  for (const row of rows) for (const r of row.replicas) if (!names.has(r.id)) names.set(r.id, names.size);
  data.replicas = [...names.keys()];
  for (const key of BY_REPLICA) {
    const sums = data.replicas.map(() => new Array(points.length).fill(null));
    const counts = data.replicas.map(() => new Array(points.length).fill(0));
    points.forEach((point, i) => {
      for (const row of point) {
        for (const r of row.replicas) {
          if (r[key] === null) continue;
          const n = names.get(r.id);
          sums[n][i] += r[key];
          counts[n][i]++;
        }
      }
    });
    data[key] = Object.fromEntries(
      data.replicas.map((name, n) => [name, sums[n].map((sum, i) => (sum === null ? null : sum / counts[n][i]))])
    );
  }
}

/* From when to when each replica was in which state, to the second. */
function spans(rows) {
  const found = {};
  let before = rows.length ? rows[0].time_s - 1 : 0;
  for (const row of rows) {
    for (const { id, state } of row.replicas) {
      const list = (found[id] = found[id] || []);
      const open = list[list.length - 1];
      if (open && open[2] === state && open[1] === before) open[1] = row.time_s;
      else list.push([before, row.time_s, state]);
    }
    before = row.time_s;
  }
  return found;
}

function mean(values) {
  return values.length ? values.reduce((sum, v) => sum + v, 0) / values.length : null;
}
