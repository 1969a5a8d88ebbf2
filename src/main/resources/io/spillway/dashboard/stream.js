/*
 * Server-sent events over fetch, because EventSource cannot send a token. Reconnects by itself and says where it
 * left off. handlers: open(), lost(seconds until the next try) which returns whether
 * to try again, refused(), message({id, type, data}).
 */
const SILENCE_MS = 40000;
const WAITS_SECONDS = [0.5, 1, 2, 3, 5];

export function follow(url, token, handlers) {
  let lastId = null;
  let failures = 0;
  let closed = false;

  async function connect() {
    const abort = new AbortController();
    let watchdog = 0;
    const alive = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => abort.abort(), SILENCE_MS);
    };
    try {
      alive();
      const headers = { Accept: 'text/event-stream' };
      if (token()) headers.Authorization = 'Bearer ' + token();
      if (lastId) headers['Last-Event-ID'] = lastId;
      const response = await fetch(url, { headers, cache: 'no-store', signal: abort.signal });
      if (response.status === 401) {
        closed = true;
        handlers.refused();
        return;
      }
      if (!response.ok) throw new Error('status ' + response.status);
      failures = 0;
      handlers.open();
      await read(response.body.getReader(), alive);
    } catch (e) {
      // Whatever it was, the answer is to try again; the state on the page says so.
    } finally {
      clearTimeout(watchdog);
    }
    if (!closed) {
      const wait = WAITS_SECONDS[Math.min(failures++, WAITS_SECONDS.length - 1)];
      if (handlers.lost(wait)) setTimeout(connect, wait * 1000);
    }
  }

  async function read(reader, alive) {
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      alive();
      const frames = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = frames.pop();
      frames.forEach(take);
    }
  }

  function take(frame) {
    const message = { id: null, type: 'message', data: '' };
    for (const line of frame.split('\n')) {
      const colon = line.indexOf(': ');
      const field = line.slice(0, colon);
      const value = line.slice(colon + 2);
      if (field === 'id') message.id = value;
      else if (field === 'event') message.type = value;
      else if (field === 'data') message.data += value;
    }
    if (message.id) lastId = message.id;
    if (message.data) handlers.message({ id: message.id, type: message.type, data: JSON.parse(message.data) });
  }

  connect();
}
