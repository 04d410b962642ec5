// What the pages gain where there is JavaScript: copying, times that stay fresh, and a run that is followed live. All of it works without.
'use strict';

for (const button of document.querySelectorAll('.copier')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
}

// A click on a line's number puts the form for a comment under that line.
document.addEventListener('click', event => {
  const cell = event.target.closest('.diff td.no');
  const form = cell && cell.closest('.box').querySelector('.on-line');
  const row = cell && cell.parentElement;
  if (!form || row.classList.contains('hunk') || row.classList.contains('talk')) return;
  const [before, after] = row.querySelectorAll('.no');
  const old = !after.textContent || (cell === before && !row.classList.contains('same'));
  const side = form.querySelector('[name=side]');
  if (old && side.type === 'hidden') return;
  side.value = old ? 'old' : 'new';
  const path = form.querySelector('[name=path]');
  path.value = old ? path.dataset.old : path.dataset.now;
  form.querySelector('[name=line]').value = (old ? before : after).textContent;
  const place = document.createElement('tr');
  place.className = 'talk';
  place.append(document.createElement('td'));
  place.firstChild.colSpan = 3;
  const was = form.closest('tr');
  place.firstChild.append(form);
  row.after(place);
  if (was) was.remove();
  form.open = true;
  form.querySelector('textarea').focus();
});
document.addEventListener('change', event => {
  if (event.target.name !== 'side' || !event.target.closest('.on-line')) return;
  const path = event.target.form.elements.path;
  path.value = event.target.value === 'old' ? path.dataset.old : path.dataset.now;
});
for (const file of document.querySelectorAll('.diff .box')) if (file.querySelector('.on-line')) file.classList.add('can-talk');

let watched = '';
let soon = 0;

const ago = new Intl.RelativeTimeFormat('en', {numeric: 'auto'});
function freshen() {
  for (const time of document.querySelectorAll('time[datetime]')) {
    const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
    const [unit, size] = Math.abs(seconds) < 60 ? ['second', 1] : Math.abs(seconds) < 3600 ? ['minute', 60]
      : Math.abs(seconds) < 86400 ? ['hour', 3600] : ['day', 86400];
    if (Math.abs(seconds) < 86400 * 30) time.textContent = Math.abs(seconds) < 5 ? 'now' : ago.format(Math.trunc(seconds / size), unit);
  }
}
freshen();
setInterval(freshen, 30000);

const log = document.getElementById('log');
if (log && log.dataset.live === 'true' && window.EventSource) follow(log);
else if (log) log.scrollTop = log.scrollHeight;
if (!log && window.EventSource) watch();

// Where a run stands in line changes without its doing.
setInterval(() => { if (!document.hidden && document.querySelector('.band.queued[data-run]')) renew(); }, 10000);

// A page that shows a run's report without its log hears of the same events.
function watch() {
  const band = document.querySelector('.band[data-run]');
  if (!band || band.dataset.run === watched) return;
  watched = band.dataset.run;
  const source = new EventSource('/api/v1/runs/' + watched + '/events?after=' + band.dataset.after);
  for (const type of ['step', 'test', 'accepted', 'verdict']) source.addEventListener(type, renewSoon);
  source.addEventListener('end', () => { source.close(); renew(); });
}

function follow(log) {
  const MOST_LINES = 4000;
  const source = new EventSource(log.dataset.events + '?after=' + log.dataset.after);
  let pending = [];
  let over = false;
  const on = (type, act) => source.addEventListener(type, event => act(JSON.parse(event.data)));
  log.scrollTop = log.scrollHeight;

  on('log', line => {
    if (pending.length === 0) requestAnimationFrame(show);
    pending.push(line);
  });
  on('step', step => {
    const row = document.querySelector('[data-step="' + CSS.escape(step.name) + '"]');
    if (!row) return;
    row.className = step.state;
    if (step.state === 'running') say(step.name + ' …');
    if (step.state !== 'running' && !over) renewSoon();
  });
  on('progress', progress => say(progress.step + ': ' + progress.what));
  on('test', () => renewSoon());
  on('accepted', () => renew());
  on('verdict', () => renew());
  on('end', () => { over = true; source.close(); renew(); });

  function say(text) { document.getElementById('progress').textContent = text; }

  function show() {
    const stuck = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    const lines = pending.slice(-MOST_LINES);
    pending = [];
    const rows = document.createDocumentFragment();
    for (const line of lines) rows.append(row(line));
    log.append(rows);
    while (log.childElementCount > MOST_LINES) log.firstElementChild.remove();
    if (stuck) log.scrollTop = log.scrollHeight;
  }

  function row(line) {
    const div = document.createElement('div');
    if (line.stream === 'err') div.className = 'err';
    const time = document.createElement('time');
    time.textContent = line.time.slice(11, 19);
    const source = document.createElement('b');
    source.textContent = source.title = line.source;
    const text = document.createElement('span');
    text.textContent = line.text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
    div.append(time, source, text);
    return div;
  }
}

function renewSoon() {
  if (!soon) soon = setTimeout(() => { soon = 0; renew(); }, 400);
}

function isWriting(part) {
  return part.contains(document.activeElement) && document.activeElement.tagName === 'TEXTAREA'
    || [...part.querySelectorAll('textarea')].some(field => field.value !== field.defaultValue);
}

// The server draws the report; this puts its newest state in place of what is shown, the log left alone.
async function renew() {
  const answer = await fetch(location.pathname + location.search, {headers: {Accept: 'text/html'}});
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
  const shown = document.getElementById('main');
  // What was unfolded or folded by hand stays so.
  for (const part of fresh.querySelectorAll('details[data-key]')) {
    const was = shown.querySelector('details[data-key="' + CSS.escape(part.dataset.key) + '"]');
    if (was) part.open = was.open;
  }
  // Nobody loses what they are writing: then only what the run changed is drawn anew.
  if (isWriting(shown)) {
    for (const part of ['.band', '.acts']) {
      const [ours, theirs] = [shown.querySelector(part), fresh.querySelector(part)];
      if (ours && theirs) ours.replaceWith(theirs);
    }
    freshen();
    watch();
    return;
  }
  const theirs = [...fresh.children];
  const ours = [...shown.children];
  const isLog = part => part.querySelector && part.querySelector('#log');
  const keep = ours.find(isLog);
  if (!keep) { shown.replaceChildren(...theirs); freshen(); watch(); return; }
  const at = theirs.findIndex(isLog);
  for (const part of ours) if (part !== keep) part.remove();
  theirs.slice(0, at).forEach(part => keep.before(part));
  theirs.slice(at + 1).reverse().forEach(part => keep.after(part));
  freshen();
}
