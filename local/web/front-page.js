// The page reads the controls' JSON every two seconds and draws it; it has no state of its own.
const REFRESH_MS = 2000;
const LOG_LINES_SHOWN = 30;
const MESSAGES_SHOWN = 20;

const byId = (id) => document.getElementById(id);
const time = (iso) => (iso ? iso.replace('T', ' ').slice(0, 19) : '–');
/** The name a person knows it by: the construct path without the stack and the parts that every construct has. */
const shortPath = (path) =>
  path
    .split('/')
    .filter((part, index) => index > 0 && !['Messages', 'Queue', 'Function', 'Schedule', 'Rule'].includes(part))
    .join(' ')
    .replace('DeadLetters', '– dead letters') || path;

/** Fills a table: `columns` are [title, value of a row, class]. Values are set as text, never as HTML. */
function draw(table, rows, columns, empty) {
  table.replaceChildren();
  if (rows.length === 0) {
    table.insertRow().insertCell().textContent = empty;
    return;
  }
  const head = table.createTHead().insertRow();
  for (const [title, , className] of columns) {
    const cell = document.createElement('th');
    cell.textContent = title;
    cell.className = className ?? '';
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const [, value, className, rowClass] of columns) {
      const cell = line.insertCell();
      cell.textContent = String(value(row));
      cell.className = rowClass ? `${className} ${rowClass(row)}` : (className ?? '');
    }
  }
}

function curlLine({ url, writeKey }) {
  const order = {
    event: 'Order Completed',
    userId: 'member-1001',
    properties: { order_id: 'order-1001', currency: 'CNY', revenue: '288.00' },
  };
  return `curl -u '${writeKey}:' -H 'content-type: application/json' ${url}/v1/track -d '${JSON.stringify(order)}'`;
}

const get = async (path) => (await fetch(path)).json();

async function refresh() {
  const [status, { lines }, { messages }] = await Promise.all([
    get('/_local/status'),
    get(`/_local/logs?limit=${LOG_LINES_SHOWN}`),
    get(`/_local/inbox?limit=${MESSAGES_SHOWN}`),
  ]);
  byId('now').textContent = `${time(status.now)} UTC`;
  byId('engine').textContent = status.engine;
  byId('curl').textContent = curlLine(status);
  byId('ignored').textContent = `Left out here: ${[...new Set(status.ignored.map(({ type }) => type))].join(', ')}.`;
  draw(byId('queues'), status.queues, [
    ['queue', (queue) => shortPath(queue.path), ''],
    ['waiting', (queue) => queue.visible, 'number', (queue) => (queue.isRead || queue.visible === 0 ? '' : 'bad')],
    ['in flight', (queue) => queue.inFlight, 'number'],
    ['delayed', (queue) => queue.delayed, 'number'],
  ]);
  draw(byId('functions'), status.functions, [
    ['function', (each) => shortPath(each.path), ''],
    ['runs', (each) => each.invocations, 'number'],
    ['errors', (each) => each.errors, 'number', (each) => (each.errors > 0 ? 'bad' : '')],
  ]);
  draw(byId('schedules'), status.schedules, [
    ['schedule', (schedule) => shortPath(schedule.path), ''],
    ['expression', (schedule) => `${schedule.expression} ${schedule.timeZone}`, ''],
    ['next (UTC)', (schedule) => time(schedule.nextFire), ''],
    ['fired', (schedule) => schedule.fired, 'number'],
  ]);
  draw(byId('buses'), status.buses, [
    ['rules', (bus) => bus.rules.map(({ path, matched }) => `${shortPath(path)} (${matched})`).join(', '), ''],
    [
      'events',
      (bus) =>
        Object.entries(bus.events)
          .map(([name, count]) => `${name} (${count})`)
          .join(', '),
      '',
    ],
    ['matched no rule', (bus) => bus.unmatched, 'number', (bus) => (bus.unmatched > 0 ? 'bad' : '')],
  ]);
  draw(
    byId('logs'),
    [...lines].reverse(),
    [
      ['time', (line) => time(line.at), ''],
      ['level', (line) => line.level, '', (line) => line.level],
      ['from', (line) => shortPath(line.source), ''],
      ['message', (line) => line.message, '', (line) => line.level],
    ],
    'nothing yet',
  );
  draw(
    byId('inbox'),
    [...messages].reverse(),
    [
      ['time', (message) => time(message.at), ''],
      ['channel', (message) => message.channel, ''],
      ['to', (message) => message.to.join(', '), ''],
      ['subject', (message) => message.subject ?? (message.body ?? '').slice(0, 80), ''],
    ],
    'no e-mail or SMS has been sent',
  );
}

async function act(path, body, describe) {
  const buttons = document.querySelectorAll('button');
  for (const button of buttons) button.disabled = true;
  byId('outcome').textContent = 'working…';
  try {
    const response = await fetch(path, { method: 'POST', body: JSON.stringify(body) });
    const answer = await response.json();
    byId('outcome').textContent = response.ok ? describe(answer) : (answer.detail ?? 'failed');
    await refresh();
  } catch (error) {
    byId('outcome').textContent = `failed: ${error.message}`;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

for (const button of document.querySelectorAll('[data-days]')) {
  button.addEventListener('click', () =>
    act('/_local/clock', { advanceDays: Number(button.dataset.days) }, ({ fired }) => `${fired} timers fired`),
  );
}
byId('settle').addEventListener('click', () => act('/_local/settle', {}, () => 'all work is done'));
byId('reset').addEventListener('click', () => act('/_local/reset', {}, () => 'started over'));
byId('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText(byId('curl').textContent);
  byId('outcome').textContent = 'copied';
});

await refresh();
setInterval(() => refresh().catch(() => (byId('now').textContent = 'the local run has ended')), REFRESH_MS);
