// Elements are made of text, never of markup, so nothing that a server, a store or a file name says becomes a program.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export function table(columns, rows) {
  return h('div', { class: 'scroll' }, h('table', { class: 'stack' },
    h('thead', {}, h('tr', {}, columns.map((column) => h('th', { class: column.number ? 'number' : '', scope: 'col' }, column.name)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((cell, i) => h('td', {
      class: columns[i].number ? 'number' : columns[i].wide ? 'wide' : '',
      'data-label': columns[i].name,
    }, h('div', {}, cell))))))));
}

export function facts(pairs) {
  return h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

const LIGHTS = {
  good: ['●', 'Good'], warning: ['▲', 'Look after it'], bad: ['✖', 'Failing'], unknown: ['○', 'Not looked at yet'],
};

export function light(name) {
  const [sign, word] = LIGHTS[name];
  return h('span', { class: `light ${name}` }, h('span', { 'aria-hidden': 'true' }, sign), word);
}

const STATES = {
  queued: ['◌', 'Waiting', 'busy'], running: ['▶', 'Running', 'busy'], succeeded: ['●', 'Done', 'good'],
  incomplete: ['▲', 'Incomplete', 'warning'], failed: ['✖', 'Failed', 'bad'], cancelled: ['■', 'Cancelled', 'unknown'],
  interrupted: ['■', 'Interrupted', 'warning'],
};

export function state(job) {
  const [sign, word, kind] = STATES[job.state];
  return h('span', { class: `light ${kind}` }, h('span', { 'aria-hidden': 'true' }, sign), job.cancelling ? 'Ending' : word);
}

export function empty(title, hint, ...actions) {
  return h('div', { class: 'card empty' }, h('h2', {}, title), h('p', {}, hint), actions.length ? h('p', {}, actions) : null);
}

export function problem(error, retry) {
  return h('div', { class: 'card finding bad', role: 'alert' }, h('h2', {}, 'That did not work'), h('p', {}, error.message),
    error.hint ? h('p', { class: 'hint' }, error.hint) : null,
    (error.details || []).map((line) => h('p', { class: 'hint' }, line)),
    retry ? h('p', {}, h('button', { type: 'button', class: 'quiet', onclick: retry }, 'Try again')) : null);
}

export function toast(text) {
  const note = h('div', { class: 'toast' }, text);
  document.getElementById('toasts').append(note);
  setTimeout(() => note.remove(), 6000);
}
