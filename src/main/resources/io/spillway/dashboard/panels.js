/* Everything on the page that is words and numbers. Text only ever goes in as text. */
const { seconds, number, percent } = window.SpillwayCharts;
const MAX_LOG = 400;
const MAX_HOLDS = 200;
const MAX_STARTS = 8;
const STATE_SIGN = { starting: '◌', ready: '●', draining: '◍', gone: '○' };
const whole = (v) => (v === null || v === undefined ? '–' : Math.round(v * 100) + ' %');
const rate = (v) => (v === null || v === undefined ? '–' : v.toLocaleString('en', { maximumFractionDigits: 1 }));

const CARDS = [
  { key: 'offered', label: 'offered /s', show: rate },
  { key: 'sent', label: 'sent /s', show: rate },
  { key: 'finished', label: 'finished /s', show: rate },
  { key: 'errors', label: 'failed /s', show: rate, bad: (v) => v > 0 },
  { key: 'in_flight', label: 'in flight', show: rate },
  { key: 'held', label: 'held back', show: rate, bad: (v) => v > 0 },
  { key: 'waiting', label: 'waiting', show: rate },
  { key: 'running', label: 'running', show: rate },
  { key: 'kv_usage', label: 'fullest KV cache', show: percent },
  { key: 'replicas_ready', label: 'replicas ready', show: rate, extra: fleetExtra },
  { key: 'ttft_p95_s', label: 'TTFT p95', show: seconds, objective: 'ttft' },
  { key: 'itl_p95_s', label: 'ITL p95', show: seconds, objective: 'itl' },
];

const byId = (id) => document.getElementById(id);

export function element(tag, className, text) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  if (text !== undefined) e.textContent = text;
  return e;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function clock(t) {
  const whole = Math.max(0, Math.floor(t));
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = String(whole % 60).padStart(2, '0');
  return h ? h + ':' + String(m).padStart(2, '0') + ':' + s : m + ':' + s;
}

function fleetExtra(row, target) {
  const parts = [];
  if (target !== null) parts.push('asked for ' + target);
  if (row.replicas_starting) parts.push(row.replicas_starting + ' starting');
  if (row.replicas_draining) parts.push(row.replicas_draining + ' draining');
  return parts.join(', ');
}

/* Cards: one per value of the last second. */
export function makeCards(slo) {
  const list = byId('cards');
  list.replaceChildren();
  return CARDS.map((card) => {
    const li = element('li');
    const value = element('span', 'value', '–');
    const extra = element('span', 'extra');
    value.dataset.key = card.key;
    li.append(value, element('span', 'label', card.label), extra);
    list.appendChild(li);
    const limit = card.objective ? slo[card.objective + '_p95'] : undefined;
    return (row, target) => {
      const v = row[card.key];
      setText(value, card.show(v));
      value.dataset.value = v === null ? '' : String(v);
      const missed = limit !== undefined && v !== null && v > limit;
      value.classList.toggle('fail', missed || Boolean(card.bad && card.bad(v)));
      if (limit !== undefined) setText(extra, (missed ? '▲ over ' : 'within ') + seconds(limit));
      else if (card.extra) setText(extra, card.extra(row, target));
    };
  });
}

/* The table of replicas; rows are kept, so that a reader's place in it is. */
export function showReplicas(row) {
  const body = byId('replicas').tBodies[0];
  const present = row.replicas.filter((r) => r.state !== 'gone');
  const names = new Set(present.map((r) => r.id));
  for (const tr of [...body.rows]) if (!names.has(tr.dataset.replica)) tr.remove();
  for (const r of present) {
    let tr = [...body.rows].find((each) => each.dataset.replica === r.id);
    if (!tr) tr = newReplicaRow(body, r.id);
    tr.dataset.state = r.state;
    const cells = [
      [STATE_SIGN[r.state] + ' ' + r.state, r.state], [rate(r.waiting), r.waiting], [rate(r.running), r.running],
      [whole(r.kv), r.kv], [whole(r.share), r.share], [whole(r.weight), r.weight],
    ];
    cells.forEach(([text, value], i) => {
      setText(tr.cells[i + 1], text);
      tr.cells[i + 1].dataset.value = value === null ? '' : String(value);
    });
    const off = r.weight !== null && r.share !== null && Math.abs(r.share - r.weight) > 0.1;
    tr.cells[5].classList.toggle('warn', off);
  }
}

function newReplicaRow(body, id) {
  const tr = body.insertRow();
  tr.dataset.replica = id;
  const name = element('th', '', id);
  name.scope = 'row';
  tr.appendChild(name);
  ['state', 'waiting', 'running', 'kv', 'share', 'weight'].forEach((key, i) => {
    const td = element('td', i === 0 ? 'text' : '');
    td.dataset.key = key;
    tr.appendChild(td);
  });
  return tr;
}

/* How replicas came up: from asked for to first token, phase by phase. */
export class Starts {
  constructor() {
    this.clear();
  }

  clear() {
    this.lives = [];
    byId('starts').replaceChildren();
    byId('no-starts').hidden = false;
  }

  took(event) {
    if (event.type === 'state' && event.from === null) {
      this.lives.push({ replica: event.replica, at: event.at_seconds, phases: [], state: event.to });
      if (this.lives.length > MAX_STARTS) this.lives.shift();
    } else if (event.type === 'phase' || event.type === 'state') {
      const life = this.lives.findLast((each) => each.replica === event.replica);
      if (!life) return;
      if (event.type === 'state') life.state = event.to;
      else life.phases.push({ name: event.phase, at: event.at_seconds });
      life.phases.sort((a, b) => a.at - b.at);
    }
  }

  show(now) {
    byId('no-starts').hidden = this.lives.length > 0;
    const items = this.lives.slice().reverse().map((life) => this.item(life, now));
    byId('starts').replaceChildren(...items);
  }

  item(life, now) {
    const zero = life.phases.length ? Math.min(life.at, life.phases[0].at) : life.at;
    const done = life.phases.some((p) => p.name === 'first-token') || life.state === 'gone' || life.state === 'draining';
    const end = done && life.phases.length ? life.phases[life.phases.length - 1].at : Math.max(now, zero);
    const li = element('li');
    li.dataset.replica = life.replica;
    const ready = life.phases.find((p) => p.name === 'ready');
    const how = ready ? 'ready after ' + seconds(ready.at - zero) : life.state === 'starting' ? 'starting for ' + seconds(Math.max(0, now - zero)) : life.state;
    li.append(element('strong', '', life.replica), ' ' + how + ', asked for at ' + clock(zero));
    li.appendChild(bar(life.phases, zero, end));
    const steps = life.phases.map((p, i) => p.name + ' +' + seconds(i ? p.at - life.phases[i - 1].at : p.at - zero));
    li.appendChild(element('span', 'muted small', steps.join(' → ') || 'no phase reached yet'));
    return li;
  }
}

/* Phases that one part of the system is to blame for have one colour. */
const KINDS = { detect: 0, decide: 0, create: 1, schedule: 1, pull: 1, start: 2, init: 2, load: 2, ready: 3, 'first-routed': 4, 'first-token': 4 };

/* One bar, a piece per phase; the pieces' names stand below it in words. */
function bar(phases, zero, end) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('class', 'waterfall-bar');
  svg.setAttribute('viewBox', '0 0 1000 16');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const x = (t) => ((t - zero) / Math.max(1e-3, end - zero)) * 1000;
  let from = zero;
  phases.concat(end > zero ? [{ at: end }] : []).forEach((phase) => {
    const rect = document.createElementNS(ns, 'rect');
    rect.setAttribute('class', 'piece k' + (KINDS[phase.name] ?? 3));
    rect.setAttribute('x', String(x(from)));
    rect.setAttribute('width', String(Math.max(0, x(phase.at) - x(from))));
    rect.setAttribute('height', '16');
    svg.appendChild(rect);
    from = phase.at;
  });
  return svg;
}

/* The log, newest first. Checks that changed nothing are kept and shown on request. */
export class Log {
  constructor() {
    this.list = byId('log');
    this.fresh = [];
    byId('holds').addEventListener('change', (e) => this.list.classList.toggle('with-holds', e.target.checked));
  }

  clear() {
    this.fresh = [];
    this.list.replaceChildren();
  }

  took(event) {
    const words = wordsOf(event);
    if (words) this.fresh.push({ at: event.at_seconds, words });
  }

  /* Many checks must not push out the few things that happened: each kind has its own bound. */
  show() {
    if (!this.fresh.length) return;
    const isHold = (entry) => entry.words.kind === 'hold';
    const newest = new Set([...this.fresh.filter(isHold).slice(-MAX_HOLDS), ...this.fresh.filter((e) => !isHold(e)).slice(-MAX_LOG)]);
    for (const entry of this.fresh) if (newest.has(entry)) this.list.prepend(this.item(entry));
    this.fresh = [];
    [...this.list.querySelectorAll('li.hold')].slice(MAX_HOLDS).forEach((li) => li.remove());
    [...this.list.querySelectorAll('li:not(.hold)')].slice(MAX_LOG).forEach((li) => li.remove());
  }

  item({ at, words }) {
    const li = element('li', words.kind);
    li.append(element('span', 'num at', clock(at)), element('span', 'what', words.what), element('span', 'why', words.why || ''));
    return li;
  }
}

export function wordsOf(event) {
  switch (event.type) {
    case 'check':
      if (event.decision === 'scale') return null;
      return { kind: event.decision === 'hold' ? 'hold' : 'abstain warn', what: event.decision === 'hold' ? 'hold' : 'no decision', why: event.reason };
    case 'scale':
      return { kind: 'scale', what: (event.action === 'scale-out' ? '▲ scale out' : '▼ scale in') + ' from ' + event.from + ' to ' + event.to, why: event.reason };
    case 'state':
      return { kind: 'state', what: event.replica + ' ' + (STATE_SIGN[event.to] || '') + ' ' + event.to, why: event.reason };
    case 'stage':
      return { kind: 'stage', what: 'load stage ' + event.stage, why: event.requested_rate === null ? '' : number(event.requested_rate) + ' requests a second' };
    case 'note':
      return { kind: 'note ' + (event.level === 'info' ? '' : event.level), what: event.level === 'info' ? 'note' : event.level === 'warn' ? '! warning' : '✕ failure', why: event.text };
    default:
      return null;
  }
}
