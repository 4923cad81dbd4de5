import { h, table, facts, light, state, empty, problem, toast } from './dom.js';
import { bytes, time, ago, count, duration } from './format.js';
import { get, post, put, backupPath, named } from './api.js';
import { follow, isOver } from './follow.js';
import { plot } from './plot.js';
import * as dialogs from './dialogs.js';

const button = (text, onclick, kind = 'quiet') => h('button', { type: 'button', class: kind, onclick }, text);
const link = (hash, text) => h('a', { href: hash }, text);
const siteHash = (site) => `#/site/${encodeURIComponent(site)}`;
const backupHash = (site, id) => `#/backup/${encodeURIComponent(site)}/${encodeURIComponent(id)}`;
const heading = (title, ...actions) => h('div', { class: 'head' }, h('h1', {}, title), h('div', { class: 'row' }, actions));

// Each view gets a place to fill and what the address names, and may return what to do when it is left.

export async function overview(place) {
  const attention = h('div', {});
  const cards = h('div', { class: 'cards' });
  const jobs = h('div', {});
  const draw = async () => {
    const all = await get('/api/overview');
    cards.replaceChildren(...all.sites.map(siteCard));
    jobs.replaceChildren(...(all.running.length ? [h('section', { class: 'card', 'aria-label': 'Running jobs' },
      h('h2', {}, count(all.running.length, 'job is running', 'jobs are running')),
      all.running.map((job) => h('p', { class: 'row' }, state(job), link(`#/job/${job.id}`, job.title))))] : []));
    if (!all.sites.length) {
      cards.replaceChildren(empty('There is no site yet', 'A site is a place that backups go to. "holdfast site init" describes one.'));
    }
    attention.replaceChildren(...needs(await get('/api/doctor')));
    return all;
  };
  const all = await draw();
  place.replaceChildren(heading(all.host, button('Back up now', () => dialogs.backUpNow([], []), '')), jobs, cards, attention);
  const timer = setInterval(() => draw().catch(() => {}), 3000);
  return () => clearInterval(timer);
}

function siteCard(site) {
  const task = (kind) => site.tasks.find((one) => one.kind === kind);
  const backup = task('backup');
  return h('section', { class: 'card', 'aria-label': `Site ${site.name}` },
    h('div', { class: 'head' }, h('h2', {}, link(siteHash(site.name), site.name)), light(site.light)),
    site.light === 'good' ? null : h('div', { class: `finding ${site.light}` }, h('p', {}, site.why),
      site.hint ? h('p', { class: 'hint' }, site.hint) : null),
    facts([
      ['Last backup', h('span', { title: time(site.newest) }, ago(site.newest))],
      ['Next', backup ? (backup.running ? 'now' : h('span', { title: time(backup.next) }, ago(backup.next))) : 'by hand'],
      ['Cleanup', task('cleanup') ? ago(task('cleanup').next) : undefined],
      ['Verification', task('verification') ? ago(task('verification').next) : undefined],
      ['Backups', `${site.backups}, ${bytes(site.bytes)}`],
    ]),
    plot(site.sizes),
    h('div', { class: 'row' }, button('Back up', () => dialogs.backUpNow([], [site.name])),
      h('a', { class: 'button quiet', href: siteHash(site.name) }, 'Backups')));
}

function needs(doctor) {
  if (!doctor.looked) return [h('p', { class: 'loading' }, 'Looking for what needs attention…')];
  if (!doctor.findings.length) {
    return [h('section', { class: 'card' }, h('h2', {}, 'Nothing needs attention'), h('p', { class: 'soft' }, `Looked ${ago(doctor.looked)}.`))];
  }
  return [h('section', { class: 'card' }, h('h2', {}, 'What needs attention'), doctor.findings.map((one) =>
    h('div', { class: `finding ${one.severity}` }, h('p', {}, h('strong', {}, `${one.severity}: `), `${one.where}: ${one.what}`),
      h('p', { class: 'hint' }, one.cure))), h('p', { class: 'hint' }, `Looked ${ago(doctor.looked)}.`))];
}

export async function site(place, [name]) {
  const one = await get(`/api/sites/${encodeURIComponent(name)}`);
  place.replaceChildren(
    heading(name, light(one.light), button('Back up now', () => dialogs.backUpNow([], [name]), ''),
      button('Verify', () => dialogs.verify(name, {}, 'All backups')),
      h('a', { class: 'button quiet', href: `#/cleanup/${encodeURIComponent(name)}` }, 'Clean up'),
      button('Unlock…', () => dialogs.unlock(name))),
    h('section', { class: 'card' }, one.light === 'good' ? null : h('div', { class: `finding ${one.light}` }, h('p', {}, one.why), h('p', { class: 'hint' }, one.hint)),
      facts([['Where', one.location], ['Form', `${one.format}, ${one.encrypted ? 'encrypted' : 'not encrypted'}`],
        ...one.tasks.map((task) => [`Next ${task.kind}`, `${time(task.next)}${task.failures ? `, failed ${task.failures} times` : ''}`]),
        ['Notices', one.notices.join('; ')]]), plot(one.sizes)),
    await backups(name));
}

export async function apps(place) {
  const { apps: all } = await get('/api/apps');
  place.replaceChildren(heading('Apps', button('Import…', () => dialogs.importFile())), all.length ? h('div', { class: 'cards' }, all.map((app) =>
    h('section', { class: 'card' }, h('h2', {}, link(`#/app/${encodeURIComponent(app.id)}`, app.id)),
      facts([['Version', app.settings.version], ['Data', app.settings.data], ['Sites', app.sites.join(', ') || 'none']]),
      h('div', { class: 'row' }, button('Back up now', () => dialogs.backUpNow([app.id], []))))))
    : empty('There is no app yet', 'An app is what is backed up. Describe it under "apps" in the configuration.'));
}

export async function app(place, [id]) {
  const one = await get(`/api/apps/${encodeURIComponent(id)}`);
  place.replaceChildren(heading(id, button('Back up now', () => dialogs.backUpNow([id], []), '')),
    h('section', { class: 'card' }, facts([['Version', one.settings.version], ['Data', one.settings.data],
      ['Left out', one.settings.exclude.join(', ')]])),
    ...(await Promise.all(one.sites.map((name) => backups(name, id)))));
}

async function backups(site, app) {
  const body = h('div', {});
  const title = app ? `On ${site}` : 'Backups';
  const section = h('section', { class: 'card' }, h('h2', {}, app ? h('a', { href: siteHash(site) }, title) : title), body);
  const rows = [];
  const more = async (after) => {
    const query = `limit=50${app ? `&app=${encodeURIComponent(app)}` : ''}${after ? `&after=${encodeURIComponent(after)}` : ''}`;
    const page = await get(`/api/sites/${encodeURIComponent(site)}/backups?${query}`);
    rows.push(...page.backups.map((backup) => backupRow(site, backup)));
    body.replaceChildren(rows.length ? table([{ name: 'Made' }, { name: 'App' }, { name: 'Size', number: true }, { name: 'State' },
      { name: 'Kept because', wide: true }], rows) : empty('No backups yet', 'Back up now, or wait for the schedule.'),
    page.next ? button('Show more', () => more(page.next).catch((error) => toast(error.message))) : '');
  };
  try {
    await more();
  } catch (error) {
    body.replaceChildren(problem(error, () => more().catch((again) => toast(again.message))));
  }
  return section;
}

function marks(backup) {
  const words = [];
  if (backup.damaged) words.push(light('bad'), 'damaged');
  else words.push(backup.complete ? 'complete' : 'incomplete');
  if (backup.pinned) words.push(h('span', { class: 'tag' }, 'pinned'));
  if (backup.label) words.push(h('span', { class: 'tag' }, backup.label));
  if (backup.verification) words.push(h('span', { class: 'soft' }, `verified ${ago(backup.verification.at)}`));
  return h('span', { class: 'row' }, words);
}

const backupRow = (site, backup) => [link(backupHash(site, backup.id), time(backup.finished)), backup.app || 'the server itself',
  bytes(backup.archiveBytes ?? backup.bytes), marks(backup), `${backup.kept ? '' : 'goes: '}${backup.reasons.join('; ')}`];

export async function backup(place, [site, id]) {
  const path = backupPath(site, id);
  const draw = async () => {
    const one = await get(path);
    const set = async (pinned) => {
      await put(`${path}/pin`, { pinned });
      toast(pinned ? 'Kept until you unpin it' : 'No longer pinned');
      draw();
    };
    top.replaceChildren(
      heading(`${one.app || 'the server itself'}, ${time(one.finished)}`,
        button('Restore', () => dialogs.restore(site, one), ''),
        one.app ? button('Clone', () => dialogs.clone(site, one)) : null,
        one.app ? button('Import', () => dialogs.importApp(site, one)) : null,
        button('Verify', () => dialogs.verify(site, { backups: [id] }, id)),
        button(one.pinned ? 'Unpin' : 'Pin', () => set(!one.pinned).catch((error) => toast(error.message))),
        button('Label', () => dialogs.label(site, one, draw)),
        h('a', { class: 'button quiet', href: `${path}/export`, download: true }, 'Export'),
        button('Copy to…', () => dialogs.copy(site, one).catch((error) => toast(error.message))),
        button('Remove…', () => dialogs.remove(site, one))),
      h('section', { class: 'card' }, marks(one), facts([['Site', link(siteHash(site), site)], ['Id', h('span', { class: 'mono' }, one.id)],
        ['Version', one.appVersion], ['Form', `${one.format}, ${one.encrypted ? 'encrypted' : 'not encrypted'}`],
        ['Files', `${one.files} (${bytes(one.bytes)})`], ['Uploaded', `${one.uploadedFiles} (${bytes(one.uploadedBytes)})`],
        ['Not read', one.lost || undefined], [one.kept ? 'Kept because' : 'Goes because', one.reasons.join('; ')],
        ['Verified', one.verification ? `${time(one.verification.at)}, ${one.verification.mode}, ${count(one.verification.findings, 'finding', 'findings')}` : 'never']])));
    return one;
  };
  const top = h('div', { class: 'view' });
  const one = await draw();
  const files = h('section', { class: 'card', 'aria-label': 'Files' }, h('p', { class: 'loading' }, 'Opening the backup…'));
  place.replaceChildren(top, files);
  browse(files, site, one, { path: one.app ? 'data' : '' });
}

async function browse(place, site, backup, directory) {
  const path = backupPath(site, backup.id);
  place.replaceChildren(h('p', { class: 'loading' }, 'Opening the directory…'));
  try {
    const { entries, more } = await get(`${path}/files?${named(directory)}`);
    const up = (directory.path ?? '').split('/').slice(0, -1).join('/');
    const name = (entry) => (entry.path ?? `${atob(entry.path64)}`).split('/').at(-1);
    const cell = (entry) => {
      if (entry.kind === 'directory') {
        return button(`${name(entry)}/`, () => browse(place, site, backup, entry));
      }
      return entry.kind === 'file' ? h('a', { href: `${path}/file?${named(entry)}`, download: name(entry) }, name(entry))
        : `${name(entry)} → ${entry.link ?? ''}`;
    };
    place.replaceChildren(
      h('div', { class: 'head' }, h('h2', {}, `Files in ${directory.path || 'the backup'}`), h('div', { class: 'row' },
        directory.path ? button('Up', () => browse(place, site, backup, { path: up })) : null,
        directory.path?.startsWith('data/') ? button('Restore this', () => dialogs.restore(site, backup, directory.path)) : null)),
      entries.length ? table([{ name: 'Name', wide: true }, { name: 'Size', number: true }, { name: 'Changed' }], entries.map((entry) =>
        [cell(entry), entry.size === undefined ? '' : bytes(entry.size), entry.modified ? time(entry.modified) : '']))
        : h('p', { class: 'soft' }, 'Nothing is in here.'),
      more ? h('p', { class: 'hint' }, 'There is more here than is shown; "holdfast backup files" lists all of it.') : '');
  } catch (error) {
    place.replaceChildren(problem(error, () => browse(place, site, backup, directory)));
  }
}

export async function cleanup(place, [site]) {
  const preview = await get(`/api/sites/${encodeURIComponent(site)}/cleanup`);
  const goes = preview.backups.filter((one) => one.fate !== 'kept');
  const freed = `${preview.shares ? 'at most ' : ''}${bytes(preview.bytes)}`;
  place.replaceChildren(
    heading(`Cleanup of ${site}`, goes.length || preview.debris.some((one) => one.fate === 'removable')
      ? button('Clean up…', () => dialogs.cleanUp(site, `${preview.summary}; ${freed} would be freed.`), 'danger') : null),
    h('p', {}, `Nothing has been removed: ${preview.summary}, ${freed} would be freed.`),
    preview.backups.length ? h('section', { class: 'card' }, h('h2', {}, 'Backups'), table(
      [{ name: 'Backup', wide: true }, { name: 'What happens' }, { name: 'Why', wide: true }],
      preview.backups.map((one) => [h('span', { class: 'mono' }, one.id), one.fate === 'kept' ? '● stays' : '✖ goes', one.reasons.join('; ')])))
      : empty('No backups', 'There is nothing to clean up.'),
    preview.debris.length ? h('section', { class: 'card' }, h('h2', {}, 'Left behind by runs that died'), table(
      [{ name: 'What' }, { name: 'Name', wide: true }, { name: 'What happens' }, { name: 'Why', wide: true }],
      preview.debris.map((one) => [one.kind, one.name, one.fate, one.reason]))) : '');
}

export async function jobs(place) {
  const draw = async () => {
    const { jobs: all } = await get('/api/jobs');
    place.replaceChildren(heading('Jobs'), all.length ? h('section', { class: 'card' }, table(
      [{ name: 'State' }, { name: 'Job', wide: true }, { name: 'Began' }, { name: 'Took', number: true }, { name: 'What came of it', wide: true }],
      all.map((job) => [state(job), link(`#/job/${job.id}`, job.title), time(job.begun ?? job.created),
        job.begun && job.ended ? duration((Date.parse(job.ended) - Date.parse(job.begun)) / 1000) : '', job.message])))
      : empty('No job has run yet', 'Backups, cleanups, verifications and restores are listed here with their logs.'));
  };
  await draw();
  const timer = setInterval(() => draw().catch(() => {}), 4000);
  return () => clearInterval(timer);
}

export async function job(place, [id]) {
  const top = h('section', { class: 'card' });
  const bars = h('section', { class: 'card', 'aria-label': 'Progress', hidden: true });
  const log = h('div', { class: 'log', role: 'log', tabindex: '0', 'aria-label': 'Log' });
  const show = (one) => {
    const over = isOver(one);
    const cancel = async () => {
      await post(`/api/jobs/${encodeURIComponent(id)}/cancel`);
      toast('It will end in a moment');
    };
    top.replaceChildren(h('div', { class: 'head' }, h('h1', {}, one.title), state(one)),
      facts([['Began', time(one.begun)], ['Ended', one.ended ? time(one.ended) : undefined],
        ['Took', one.begun && one.ended ? duration((Date.parse(one.ended) - Date.parse(one.begun)) / 1000) : undefined],
        ['What came of it', one.message], ['What to do', one.hint]]),
      over ? results(one) : h('div', { class: 'row' }, button('Cancel', () => cancel().catch((error) => toast(error.message)))));
    if (over) bars.hidden = true;
  };
  const first = await get(`/api/jobs/${encodeURIComponent(id)}`);
  show(first);
  place.replaceChildren(top, bars, h('section', { class: 'card' }, h('h2', {}, 'Log'), log));
  return follow(first, {
    job: show,
    again: () => log.replaceChildren(),
    nothing: () => {
      if (!log.childElementCount) log.append(h('p', {}, 'The log of this job is in the state directory; it ran before this server began.'));
    },
    progress: (parts) => {
      bars.hidden = !parts.length;
      bars.replaceChildren(...parts.map(bar));
    },
    line: (line) => {
      const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
      log.append(h('p', { class: line.level }, [line.time.slice(11, 19), [line.app, line.site].filter(Boolean).join(' → '), line.text].filter(Boolean).join(' ')));
      if (atEnd) log.scrollTop = log.scrollHeight;
    },
  });
}

function bar(part) {
  const known = part.bytesExpected || part.filesExpected;
  const value = part.bytesExpected ? part.bytes : part.files;
  const words = [
    { scan: 'Looking for changes', upload: 'Uploading', copy: 'Copying in the store', restore: 'Restoring', verify: 'Verifying' }[part.phase],
    part.bytesExpected ? `${bytes(part.bytes)} of ${bytes(part.bytesExpected)}` : count(part.files, 'file', 'files'),
    part.bytesPerSecond ? `${bytes(part.bytesPerSecond)}/s` : '',
    part.secondsLeft === undefined ? '' : `${duration(part.secondsLeft)} left`];
  const title = [part.app, part.site].filter(Boolean).join(' → ');
  return h('div', {}, h('h3', {}, title),
    h('progress', known ? { max: known, value: Math.min(value, known), 'aria-label': title } : { 'aria-label': title }),
    h('p', { class: 'hint' }, words.filter(Boolean).join(', ')));
}

function results(one) {
  const made = one.kind === 'backup' ? [...(one.result.apps ?? []), ...(one.result.boxes ?? [])] : [];
  if (made.length) {
    return table([{ name: 'App' }, { name: 'Site' }, { name: 'Outcome' }, { name: 'Backup', wide: true }, { name: 'What to do', wide: true }],
      made.map((result) => [result.app || 'the server itself', result.site, result.outcome.toLowerCase(),
        result.backup ? link(backupHash(result.site, result.backup), result.backup) : result.message, result.backup ? result.message : result.hint]));
  }
  if (one.kind === 'verify' && one.result.backups) {
    return table([{ name: 'Backup', wide: true }, { name: 'Verdict' }, { name: 'Files read', number: true }, { name: 'Findings', wide: true }],
      one.result.backups.map((result) => [result.id, result.verdict, String(result.readFiles ?? ''),
        result.message ?? result.findings.map((finding) => `${finding.path ?? ''} ${finding.what}; ${finding.next}`).join('\n')]));
  }
  return null;
}

export async function settings(place) {
  const all = await get('/api/settings');
  place.replaceChildren(heading('Settings'),
    all.warnings.length ? h('section', { class: 'card' }, all.warnings.map((text) => h('div', { class: 'finding warning' }, h('p', {}, text)))) : '',
    h('section', { class: 'card' }, h('p', { class: 'soft' }, `What is in effect, from ${all.file}. Secrets are masked. A change counts when the server is started again.`),
      h('pre', { tabindex: '0' }, all.yaml)));
}
