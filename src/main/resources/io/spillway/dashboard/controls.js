/* Pause, stop, scale: each asked for, explained and confirmed. */
const byId = (id) => document.getElementById(id);

export function makeControls(token, announce) {
  const dialog = byId('confirm');
  let run = null;
  let status = { paused: false, stopping: false, ended: null };
  let wanted = null;

  function ask(question) {
    wanted = question;
    byId('confirm-title').textContent = question.title;
    byId('confirm-text').textContent = question.text;
    byId('confirm-yes').textContent = question.yes;
    byId('confirm-problem').textContent = '';
    byId('confirm-number').hidden = !question.number;
    byId('replica-count').disabled = !question.number;
    if (question.number) Object.assign(byId('replica-count'), { min: run.min_replicas, max: run.max_replicas, value: question.number });
    dialog.showModal();
    (question.number ? byId('replica-count') : byId('confirm-no')).focus();
  }

  async function send(body) {
    const headers = { 'Content-Type': 'application/json' };
    if (token()) headers.Authorization = 'Bearer ' + token();
    const response = await fetch('api/control', { method: 'POST', headers, body: JSON.stringify(body), cache: 'no-store' });
    if (!response.ok) throw new Error((await response.text()).trim() || 'status ' + response.status);
  }

  dialog.querySelector('form').addEventListener('submit', async (e) => {
    e.preventDefault();
    const question = wanted;
    byId('confirm-yes').disabled = true;
    try {
      await send(question.body());
      dialog.close();
      announce(question.done);
    } catch (problem) {
      byId('confirm-problem').textContent = 'Not done: ' + problem.message;
    } finally {
      byId('confirm-yes').disabled = false;
    }
  });
  byId('confirm-no').addEventListener('click', () => dialog.close());

  byId('pause').addEventListener('click', () =>
    ask(
      status.paused
        ? { title: 'Let the load go on?', text: 'Requests that were due in the meantime are not made up for.', yes: 'Resume', body: () => ({ action: 'resume' }), done: 'Load goes on' }
        : { title: 'Pause new load?', text: 'Nothing new is sent until it is resumed; what is in flight finishes. The measurement will say that it was paused.', yes: 'Pause', body: () => ({ action: 'pause' }), done: 'Load is paused' }
    )
  );
  byId('stop').addEventListener('click', () =>
    ask({ title: 'Stop this run?', text: 'Sending ends now, requests in flight may finish, then the run ends and its report is written. This cannot be undone.', yes: 'Stop the run', body: () => ({ action: 'stop' }), done: 'Stopping' })
  );
  byId('scale').addEventListener('click', () =>
    ask({
      title: 'Scale by hand?',
      text: 'From ' + run.min_replicas + ' to ' + run.max_replicas + ' replicas.' + (run.policy ? ' The policy (' + run.policy + ') goes on deciding, so its next check may change it again.' : ''),
      yes: 'Scale',
      number: String(Math.max(run.min_replicas, Number(document.documentElement.dataset.target) || run.min_replicas)),
      body: () => ({ action: 'scale', replicas: byId('replica-count').valueAsNumber }),
      done: 'Asked to scale',
    })
  );

  return {
    show(newRun, newStatus) {
      run = newRun;
      status = newStatus;
      byId('controls-off').hidden = run.controls;
      byId('controls-on').hidden = !run.controls;
      const over = Boolean(status.ended) || status.stopping;
      byId('pause').textContent = status.paused ? 'Resume load' : 'Pause new load';
      for (const id of ['pause', 'stop', 'scale']) byId(id).disabled = over;
      if (over && dialog.open) dialog.close();
    },
  };
}
