// The page lists what was sent and shows one message. What a message says is set as text, or lives in a sandboxed frame.
const REFRESH_MS = 2000;
const MESSAGES_LISTED = 500;

const byId = (id) => document.getElementById(id);
const time = (iso) => iso.replace('T', ' ').slice(0, 19);
const CHANNELS = { email: 'E-mail', sms: 'SMS', webhook: 'Webhook', topic: 'Topic' };

let channel = '';
let messages = [];
let chosenId = location.hash.slice(1);
let drawnList = '';

function element(name, { text, className, ...properties } = {}, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  made.append(...children);
  return made;
}

/** What a message is about, in one line. */
function headline({ channel: kind, subject, body, details }) {
  if (kind === 'webhook') return `${details.method} → ${details.status}`;
  return subject ?? (body ?? '').slice(0, 120);
}

function drawList() {
  const wanted = byId('search').value.trim().toLowerCase();
  const shown = messages
    .filter((message) => `${message.to.join(' ')} ${headline(message)}`.toLowerCase().includes(wanted))
    .reverse();
  byId('count').textContent = `${shown.length} shown${messages.length < MESSAGES_LISTED ? '' : ', of the last ones'}`;
  const key = `${chosenId} ${wanted} ${shown.length} ${shown[0]?.id}`;
  if (key === drawnList) return;
  drawnList = key;
  const entries = shown.map((message) => {
    const button = element('button', { type: 'button' }, [
      element('span', { className: 'what', text: headline(message) || '(without text)' }),
      element('span', { text: message.to.join(', ') }),
      element('span', { className: 'when', text: `${CHANNELS[message.channel]} · ${time(message.sentAt)}` }),
    ]);
    button.setAttribute('aria-current', String(message.id === chosenId));
    button.addEventListener('click', () => choose(message.id));
    return element('li', {}, [button]);
  });
  const nothing = element('li', { className: 'quiet empty', text: 'Nothing was sent yet.' });
  byId('list').replaceChildren(...(entries.length > 0 ? entries : [nothing]));
}

function facts(pairs) {
  const given = pairs.filter(([, value]) => value !== undefined && value !== '');
  return element(
    'dl',
    {},
    given.flatMap(([name, value]) => [element('dt', { text: name }), element('dd', { text: String(value) })]),
  );
}

const listed = (entries) =>
  Object.entries(entries ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

function pretty(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** The same message in several ways, one at a time. */
function views(ways) {
  const stage = element('div', { style: 'display: contents' });
  const buttons = ways.map(([label, draw]) => {
    const button = element('button', { type: 'button', text: label });
    button.addEventListener('click', () => {
      for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
      stage.replaceChildren(draw());
    });
    return button;
  });
  buttons[0]?.click();
  return { chooser: element('div', { className: 'switch' }, buttons.length > 1 ? buttons : []), stage };
}

/** Nothing in the frame runs, and its links open beside this page. */
const frameOf = (html) =>
  element('iframe', {
    title: 'The e-mail',
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
    srcdoc: `<base target="_blank">${html}`,
  });

function waysOf({ channel: kind, html, text, headers, body, details }) {
  const preformatted = (content) => () => element('pre', { text: content });
  if (kind === 'sms') return [['Message', () => element('div', { className: 'bubble', text: body })]];
  if (kind !== 'email') {
    const ways = [['Body', preformatted(pretty(body))]];
    return details.headers ? [...ways, ['Headers', preformatted(listed(details.headers))]] : ways;
  }
  const headerLines = (headers ?? []).map(({ name, value }) => `${name}: ${value}`).join('\n');
  const tags = details.tags ? `\n\nTags, told beside the e-mail:\n${listed(details.tags)}` : '';
  return [
    ...(html ? [['HTML', () => frameOf(html)]] : []),
    ...(text ? [['Text', preformatted(text)]] : []),
    ['Headers', preformatted(`${headerLines}${tags}`)],
  ];
}

function drawMessage(message) {
  const { details, from, to, sentAt } = message;
  const { chooser, stage } = views(waysOf(message));
  const pairs = [
    ['From', from],
    ['To', to.join(', ')],
    ['Sent', `${time(sentAt)} UTC`],
    ['Type', details.smsType],
    ['Answered', details.status],
  ];
  const title = element('h2', { text: message.subject ?? CHANNELS[message.channel] });
  byId('message').replaceChildren(element('div', { className: 'head' }, [title, facts(pairs), chooser]), stage);
}

async function choose(id) {
  chosenId = id;
  history.replaceState(undefined, '', `#${id}`);
  drawList();
  const response = await fetch(`/_local/inbox/message?id=${encodeURIComponent(id)}`);
  const answer = await response.json();
  if (response.ok) drawMessage(answer);
  else byId('message').replaceChildren(element('p', { className: 'bad empty', text: answer.detail }));
}

async function refresh() {
  const response = await fetch(`/_local/inbox?limit=${MESSAGES_LISTED}&channel=${channel}`);
  messages = (await response.json()).messages;
  drawList();
}

for (const button of document.querySelectorAll('[data-channel]')) {
  button.addEventListener('click', () => {
    channel = button.dataset.channel;
    for (const each of document.querySelectorAll('[data-channel]')) {
      each.setAttribute('aria-pressed', String(each === button));
    }
    refresh();
  });
}
byId('search').addEventListener('input', drawList);
byId('filter').addEventListener('submit', (event) => event.preventDefault());

await refresh();
if (chosenId !== '') await choose(chosenId);
setInterval(() => refresh().catch(() => (byId('count').textContent = 'the local run has ended')), REFRESH_MS);
