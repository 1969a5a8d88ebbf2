/* The seconds a page has seen, and what the charts show of them. Pure: no document, no time of its own. */
const MAX_ROWS = 10800;
const MAX_POINTS = 1200;
const REPLICA_NUMBERS = 60000;
const SHARE_SECONDS = 5;
const STATES = [null, 'starting', 'ready', 'draining', 'gone'];

const TOTALS = [
  'offered', 'sent', 'finished', 'errors', 'in_flight', 'held',
  'ttft_p50', 'ttft_p95', 'ttft_p99', 'itl_p50', 'itl_p95', 'itl_p99',
];
const BY_REPLICA = ['waiting', 'running', 'kv', 'share', 'weight'];
/* What stands where in a replica of the stream, after its name and its state. */
const IN_STREAM = ['waiting', 'running', 'kv', 'sent', 'weight'];

const columnOf = (key) => (key.startsWith('ttft') || key.startsWith('itl') ? key + '_s' : key);

/* One replica, a number for each second from the first row on; NaN is what was not measured. */
class Replica {
  constructor() {
    this.state = new Uint8Array(64);
    this.columns = Object.fromEntries([...BY_REPLICA, 'sent'].map((key) => [key, new Float32Array(64).fill(NaN)]));
  }

  /* Takes a replica as the stream has it. */
  set(row, values) {
    while (row >= this.state.length) this.grow();
    this.state[row] = STATES.indexOf(values[1]);
    for (let i = 0; i < IN_STREAM.length; i++) {
      const value = values[i + 2];
      this.columns[IN_STREAM[i]][row] = value === null ? NaN : value;
    }
  }

  grow() {
    const size = this.state.length * 2;
    const wider = (from, to) => (to.set(from), to);
    this.state = wider(this.state, new Uint8Array(size));
    for (const key in this.columns) this.columns[key] = wider(this.columns[key], new Float32Array(size).fill(NaN));
  }

  /* Keeps the rows with these numbers. */
  keep(rows) {
    this.state.set(rows.map((row) => this.state[row] || 0));
    this.state.fill(0, rows.length);
    for (const column of Object.values(this.columns)) {
      column.set(rows.map((row) => (row < column.length ? column[row] : NaN)));
      column.fill(NaN, rows.length);
    }
  }

  sentIn(from, to) {
    let sum = 0;
    for (let row = from; row <= to; row++) sum += this.columns.sent[row] || 0;
    return sum;
  }
}

export class Series {
  constructor() {
    this.clear();
  }

  clear() {
    this.rows = [];
    this.marks = [];
    this.fleet = new Map();
    this.latest = [];
  }

  /* Takes a row as the stream has it. */
  add(row) {
    const at = this.rows.length;
    const replicas = row.replicas;
    row.replicas = undefined;
    this.rows.push(row);
    for (const values of replicas) {
      let kept = this.fleet.get(values[0]);
      if (!kept) this.fleet.set(values[0], (kept = new Replica()));
      kept.set(at, values);
    }
    this.shares(replicas, at);
    this.latest = replicas;
    if (this.rows.length > MAX_ROWS) this.thin();
  }

  shares(replicas, at) {
    const from = Math.max(0, at + 1 - SHARE_SECONDS);
    let all = 0;
    for (const replica of this.fleet.values()) all += replica.sentIn(from, at);
    if (all === 0) return;
    for (const [id] of replicas) {
      const kept = this.fleet.get(id);
      kept.columns.share[at] = kept.sentIn(from, at) / all;
    }
  }

  /* Halves the older half; the newer stays as it is. */
  thin() {
    const half = this.rows.length >> 1;
    const kept = [...this.rows.keys()].filter((row) => row >= half || row % 2 === 0);
    this.rows = kept.map((row) => this.rows[row]);
    for (const replica of this.fleet.values()) replica.keep(kept);
  }

  mark(at, kind, to) {
    this.marks.push({ at, kind, to });
    if (this.marks.length > 1000) this.marks.shift();
  }

  /* The last row, its replicas as objects; undefined before the first. */
  newest() {
    const at = this.rows.length - 1;
    if (at < 0) return undefined;
    const replicas = this.latest.map(([id, state, waiting, running, kv, sent, weight]) => {
      const share = this.fleet.get(id).columns.share[at];
      return { id, state, waiting, running, kv, sent, weight, share: share === share ? share : null };
    });
    return Object.assign({}, this.rows[at], { replicas });
  }

  /* Data for the charts: the last seconds, or all for 0, in at most 1200 points of min, mean and max. */
  view(seconds) {
    const last = this.rows[this.rows.length - 1];
    const first = seconds > 0 && last ? Math.max(0, last.time_s - seconds) : 0;
    const from = seconds > 0 ? this.rows.findIndex((row) => row.time_s >= first) : 0;
    const points = buckets(Math.max(0, from), this.rows.length, MAX_POINTS);
    const end = ([, to]) => this.rows[to - 1].time_s;
    const data = { from: first, perPoint: points.perPoint, time: points.map(end), marks: this.marks.filter((m) => m.at >= first) };
    if (points.perPoint > 1) Object.assign(data, { low: {}, high: {} });
    for (const key of TOTALS) this.total(data, key, points);
    this.replicas(data, Math.max(0, from), end);
    return data;
  }

  total(data, key, points) {
    const column = columnOf(key);
    const values = points.map(([from, to]) => this.rows.slice(from, to).map((row) => row[column]).filter((v) => v !== null));
    data[key] = values.map(mean);
    if (data.low) {
      data.low[key] = values.map((v) => (v.length ? Math.min(...v) : null));
      data.high[key] = values.map((v) => (v.length ? Math.max(...v) : null));
    }
  }

  /* The more replicas, the fewer points each: there are as many pixels as before. */
  replicas(data, from, end) {
    const seen = [...this.fleet].filter(([, replica]) => replica.state.subarray(from, this.rows.length).some(Boolean));
    const most = Math.round(REPLICA_NUMBERS / (BY_REPLICA.length * Math.max(1, seen.length)));
    const points = buckets(from, this.rows.length, Math.max(60, Math.min(MAX_POINTS, most)));
    data.replicas = seen.map(([id]) => id);
    data.replica_time = points.map(end);
    for (const key of BY_REPLICA) {
      data[key] = Object.fromEntries(seen.map(([id, replica]) => [id, points.map(([a, b]) => meanOf(replica.columns[key], a, b))]));
    }
    data.spans = Object.fromEntries(seen.map(([id, replica]) => [id, this.spans(replica, from)]));
  }

  /* From when to when a replica was in which state, to the second. */
  spans(replica, from) {
    const list = [];
    let before = this.rows.length ? this.rows[from].time_s - 1 : 0;
    for (let row = from; row < this.rows.length; row++) {
      const state = STATES[replica.state[row]];
      const open = list[list.length - 1];
      if (state && open && open[2] === state && open[1] === before) open[1] = this.rows[row].time_s;
      else if (state) list.push([before, this.rows[row].time_s, state]);
      before = this.rows[row].time_s;
    }
    return list;
  }
}

/* Rows from one number to another in so many parts at most, as [from, to). */
function buckets(from, to, most) {
  const perPoint = Math.max(1, Math.ceil((to - from) / most));
  const parts = [];
  for (let row = from; row < to; row += perPoint) parts.push([row, Math.min(to, row + perPoint)]);
  return Object.assign(parts, { perPoint });
}

function mean(values) {
  return values.length ? values.reduce((sum, v) => sum + v, 0) / values.length : null;
}

function meanOf(column, from, to) {
  let sum = 0;
  let count = 0;
  for (let row = from; row < to && row < column.length; row++) {
    if (column[row] === column[row]) {
      sum += column[row];
      count++;
    }
  }
  return count ? sum / count : null;
}
