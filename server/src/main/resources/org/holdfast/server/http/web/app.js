import { h, problem } from './dom.js';
import { post, who } from './api.js';
import * as views from './views.js';

const main = document.getElementById('main');
const VIEWS = {
  '': views.overview, site: views.site, apps: views.apps, app: views.app, backup: views.backup,
  cleanup: views.cleanup, jobs: views.jobs, job: views.job, settings: views.settings,
};
// Under which of the links a view belongs.
const PARENTS = { '': '#/', site: '#/', backup: '#/', cleanup: '#/', apps: '#/apps', app: '#/apps', jobs: '#/jobs', job: '#/jobs', settings: '#/settings' };

let leave = null;
let visit = 0;

async function show() {
  const mine = ++visit;
  leave?.();
  leave = null;
  const [name, ...parts] = location.hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
  const view = VIEWS[name] ?? views.overview;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.getAttribute('href') === PARENTS[name]) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const place = h('div', { class: 'view' });
  place.append(h('p', { class: 'loading' }, 'Loading…'));
  main.replaceChildren(place);
  try {
    const left = await view(place, parts);
    if (mine === visit) leave = left;
    else left?.();
  } catch (error) {
    place.replaceChildren(problem(error, show));
  }
  document.title = `${place.querySelector('h1')?.textContent ?? 'Holdfast'} – Holdfast`;
  if (visit > 1 && mine === visit && !document.querySelector('dialog[open]')) main.focus({ preventScroll: true });
}

document.getElementById('logout').addEventListener('click', async () => {
  await post('/logout');
  location.replace('/login');
});
window.addEventListener('hashchange', show);
await who();
show();
