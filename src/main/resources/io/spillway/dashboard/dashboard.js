/* The live page: follows the stream, keeps the past, shows both. */
import { follow } from './stream.js';
import { Series } from './series.js';
import { Log, Starts, clock, makeCards, showReplicas, wordsOf } from './panels.js';
import { makeControls } from './controls.js';

const byId = (id) => document.getElementById(id);
const root = document.documentElement;
const MANY_REPLICAS = 12;
const RENDER_MS = 200;

const series = new Series();
const log = new Log();
const starts = new Starts();
const controls = makeControls(() => token, announce);

let token = new URLSearchParams(location.hash.slice(1)).get('token') || '';
let run = null;
let status = { paused: false, stopping: false, ended: null };
let target = null;
let past = 0;
let seen = 0;
let cards = [];
let charts = null;
let chartKind = '';
let pending = 0;
let heardAt = performance.now();
let connected = false;
let wasLost = false;
let loadBegan = false;
let announcements = [];

function announce(text) {
  announcements.push(text);
  if (announcements.length === 1) {
    setTimeout(() => {
      byId('live').textContent = announcements.slice(-6).join('. ') + '.';
      announcements = [];
    }, 300);
  }
}

function link(state, text) {
  const chip = byId('link');
  chip.dataset.link = state;
  if (chip.textContent !== text) chip.textContent = text;
}

function showStatus() {
  if (!run) return;
  const ended = status.ended;
  const phase = ended ? { completed: 'run ended', stopped: 'run stopped', failed: 'run failed' }[ended.how] : status.stopping ? 'stopping' : status.paused ? 'paused' : loadBegan ? 'running' : 'starting';
  const chip = byId('phase');
  chip.textContent = phase;
  chip.dataset.phase = ended ? ended.how : phase;
  controls.show(run, status);
  const notice = byId('notice');
  notice.hidden = !ended;
  if (ended) {
    const lines = [ended.text];
    if (ended.report) lines.push('Report: ' + ended.report);
    notice.replaceChildren(...lines.map((text) => Object.assign(document.createElement('p'), { textContent: text })));
  }
}

function greet(hello) {
  run = hello.run;
  past = hello.newest;
  if (!hello.resumes) {
    series.clear();
    log.clear();
    starts.clear();
    target = null;
    seen = 0;
    loadBegan = false;
  }
  status = hello.status;
  const title = run.name || run.id;
  document.title = title + ' · Spillway';
  byId('name').textContent = title;
  const facts = [run.description, 'run ' + run.id, run.model && 'model ' + run.model, run.policy ? 'policy ' + run.policy : 'no scaling', run.clock + ' clock', 'replicas ' + run.min_replicas + ' to ' + run.max_replicas];
  byId('facts').textContent = facts.filter(Boolean).join(' · ');
  cards = makeCards(run.slo);
  showStatus();
}

function tookSecond(row) {
  series.add(row);
  if (!loadBegan && row.offered > 0) {
    loadBegan = true;
    showStatus();
  }
}

function tookEvent(event, isNew) {
  log.took(event);
  starts.took(event);
  if (event.type === 'scale') {
    target = event.to;
    series.mark(event.at_seconds, event.action, event.to);
  } else if (event.type === 'check') {
    target = event.target;
  } else if (event.type === 'stage') {
    series.mark(event.at_seconds, 'stage');
  }
  if (isNew && event.type !== 'check') {
    const words = wordsOf(event);
    if (words) announce(words.what + (event.type === 'scale' || event.type === 'note' ? ': ' + words.why : ''));
  }
}

function message({ id, type, data }) {
  heardAt = performance.now();
  const isNew = id !== null && Number(id.slice(id.lastIndexOf(':') + 1)) > past;
  if (type === 'hello') greet(data);
  else if (type === 'second') tookSecond(data);
  else if (type === 'event') tookEvent(data, isNew);
  else if (type === 'status') {
    const before = status.ended;
    status = data.status;
    showStatus();
    if (isNew && status.ended && !before) announce(status.ended.text);
  }
  if (id !== null) seen = Number(id.slice(id.lastIndexOf(':') + 1));
  // The past comes in a rush: it is drawn when it is all there.
  if (!pending && seen >= past) pending = setTimeout(render, charts ? RENDER_MS : 0);
}

function shownSeconds() {
  return Number(document.querySelector('input[name=window]:checked').value);
}

function render() {
  pending = 0;
  log.show();
  const row = series.newest();
  if (!row) return;
  byId('clock').textContent = clock(row.time_s);
  cards.forEach((update) => update(row, target));
  showReplicas(row);
  starts.show(row.time_s);
  drawCharts();
  if (target !== null) root.dataset.target = String(target);
  root.dataset.second = String(row.time_s);
  root.dataset.rows = String(series.rows.length);
  // Milliseconds from the start of loading until the page first showed anything.
  root.dataset.shown = root.dataset.shown || performance.now().toFixed(0);
}

function drawCharts() {
  const data = series.view(shownSeconds());
  byId('resolution').textContent = data.perPoint > 1 ? 'Each point is ' + data.perPoint + ' seconds: the mean, with a band from least to most.' : 'Each point is one second.';
  const kind = data.replicas.length === 0 ? 'none' : data.replicas.length > MANY_REPLICAS ? 'many' : 'few';
  if (!charts || kind !== chartKind) {
    byId('charts').replaceChildren();
    charts = window.SpillwayCharts.run(() => byId('charts'), data, run ? run.slo : {});
    chartKind = kind;
  } else {
    charts.update(data);
  }
}

function start() {
  byId('token-form').hidden = true;
  follow('events', () => token, {
    open() {
      connected = true;
      link('live', 'live');
      if (wasLost) announce('Connected again');
      wasLost = false;
    },
    lost(wait) {
      connected = false;
      if (status.ended) {
        link('ended', 'ended');
        return false;
      }
      link('lost', 'connection lost, trying again in ' + wait + ' s');
      if (!wasLost) announce('Connection lost');
      wasLost = true;
      return true;
    },
    refused() {
      link('lost', 'token needed');
      byId('token-form').hidden = false;
      byId('token').focus();
    },
    message,
  });
}

byId('token-form').addEventListener('submit', (e) => {
  e.preventDefault();
  token = byId('token').value.trim();
  start();
});
byId('windows').addEventListener('change', render);
setInterval(() => {
  if (!connected || status.ended) return;
  const silent = (performance.now() - heardAt) / 1000;
  if (silent > 4) link('silent', 'nothing new for ' + Math.floor(silent) + ' s');
  else link('live', 'live');
}, 1000);
start();
