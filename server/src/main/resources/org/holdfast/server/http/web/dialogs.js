import { h, toast } from './dom.js';
import { count } from './format.js';
import { get, post, put, remove as del, backupPath, who, Failure } from './api.js';

// Asks for something. `fields` make inputs, `send` gets their values; a failure is said where it was asked.
export function ask(title, intro, fields, action, send, danger = false) {
  const error = h('p', { class: 'hint', role: 'alert' });
  const made = (field) => {
    const id = `field-${field.name}`;
    if (field.flag) {
      return h('label', { class: 'check' }, h('input', { type: 'checkbox', name: field.name, checked: field.value }), field.label);
    }
    const input = field.file ? h('input', { id, type: 'file', name: field.name, accept: '.json', required: field.needed })
      : field.choices
      ? h('select', { id, name: field.name }, field.choices.map(([value, word]) => h('option', { value, selected: value === field.value }, word)))
      : h('input', { id, name: field.name, value: field.value ?? '', required: field.needed, autocomplete: 'off' });
    return [h('label', { for: id }, field.label), input, field.hint ? h('p', { class: 'hint' }, field.hint) : null];
  };
  const rare = fields.filter((field) => field.rare);
  const inputs = [fields.filter((field) => !field.rare).map(made),
    rare.length ? h('details', {}, h('summary', {}, 'More'), rare.map(made)) : null];
  const value = (input, field) => (field.flag ? input.checked : field.file ? input.files[0] : input.value.trim());
  const button = h('button', { type: 'submit', class: danger ? 'danger' : '' }, action);
  const form = h('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(fields.map((field) => [field.name, value(form.elements[field.name], field)]));
      button.disabled = true;
      error.textContent = '';
      try {
        await send(values);
        dialog.close();
      } catch (failure) {
        error.textContent = [failure.message, failure.hint].filter(Boolean).join('; ');
      } finally {
        button.disabled = false;
      }
    },
  }, h('h2', {}, title), intro ? h('p', { class: 'soft' }, intro) : null, inputs, error,
  h('div', { class: 'row' }, button, h('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Not now')));
  const dialog = h('dialog', { 'aria-label': title, onclose: () => dialog.remove() }, form);
  document.body.append(dialog);
  dialog.showModal();
}

function follow(job) {
  location.hash = `#/job/${job.id}`;
}

export async function backUp(body) {
  follow(await post('/api/backups', body));
}

export function backUpNow(apps, sites) {
  ask('Back up now', `${apps.length ? apps.join(', ') : 'All apps'} to ${sites.length ? sites.join(', ') : 'every site that takes them'}.`,
    [{ name: 'label', label: 'Label', hint: 'Optional; shown beside the backup.' }], 'Back up',
    ({ label }) => backUp({ apps, sites, ...(label ? { label } : {}) }));
}

async function places() {
  const { restoreDirectories } = await who();
  return restoreDirectories.length
    ? `Below ${restoreDirectories.join(' or ')}.`
    : 'The configuration allows no directory: name some in serve.restoreDirectories.';
}

// The pattern that matches a path and what lies below, and nothing else.
const pattern = (path) => `/${path.replace(/[\\*?[\]{},]/g, '\\$&')}`;

const DIRECTORIES = { name: 'directories', label: 'Mapped directories', rare: true,
  hint: 'NAME=DIRECTORY, several with commas between; others count as dumps.' };
const DUMPS = { name: 'dumps', label: 'Lay config.json and dumps beside it', flag: true, rare: true };
const OWNERS = { name: 'ignoreOwners', label: 'Go on where files cannot get their owners', flag: true };

const mapped = (text) => Object.fromEntries(text.split(',').map((one) => one.trim()).filter(Boolean).map((one) => {
  const at = one.indexOf('=');
  if (at < 1) throw new Failure({ message: `"${one}" is not NAME=DIRECTORY`, hint: '', details: [] });
  return [one.slice(0, at), one.slice(at + 1)];
}));

export async function restore(site, backup, path) {
  const whole = [DUMPS, DIRECTORIES, { name: 'raw', label: 'As the backup is laid out: config.json, dumps and data', flag: true, rare: true },
    { name: 'delete', label: 'Remove from the directory what the backup does not have', flag: true, rare: true }];
  ask('Restore', path ? `Only ${path} of ${backup.id}.` : `All of ${backup.id}.`, [
    { name: 'target', label: 'Into the directory', needed: true, hint: await places() },
    { name: 'overwrite', label: 'What is there already', value: 'refuse', choices: [
      ['refuse', 'The directory must be empty'], ['never', 'Keep it'], ['if-changed', 'Replace what differs'], ['always', 'Replace it']] },
    { name: 'acceptDamaged', label: 'Go on without what is damaged', flag: true },
    ...(path ? [] : whole),
  ], 'Restore', async ({ directories = '', ...values }) => follow(await post(`${backupPath(site, backup.id)}/restore`,
    { ...values, directories: mapped(directories), paths: path ? [pattern(path)] : [] })));
}

export async function clone(site, backup) {
  ask('Clone', `Sets up ${backup.app} a second time from ${backup.id}, after looking at all that could go wrong.`, [
    { name: 'app', label: 'Id of the new app', value: `${backup.app}-clone`, needed: true },
    { name: 'target', label: 'Its directory', needed: true, hint: await places() },
    { ...DUMPS, rare: false }, OWNERS, DIRECTORIES,
  ], 'Clone', async ({ directories, ...values }) => follow(await post(`${backupPath(site, backup.id)}/clone`,
    { ...values, directories: mapped(directories) })));
}

async function importing(title, intro, fields, versionHint, send) {
  ask(title, intro, [...fields,
    { name: 'target', label: 'Its directory', needed: true, hint: await places() },
    { name: 'version', label: 'Version that is installed here', hint: versionHint }, OWNERS, DUMPS, DIRECTORIES,
  ], 'Import', async ({ directories, ...values }) => follow(await send({ ...values, directories: mapped(directories) })));
}

export const importApp = (site, backup) => importing('Import', `Sets up ${backup.app} of another server from ${backup.id}.`, [],
  `The backup is of version ${backup.appVersion}.`, (values) => post(`${backupPath(site, backup.id)}/import`, values));

export async function importFile() {
  const { sites } = await get('/api/sites');
  importing('Import', 'Sets up an app from what another server exported of a backup.', [
    { name: 'file', label: 'The exported file', file: true, needed: true },
    { name: 'site', label: 'Where the backup is', value: '', choices: [['', 'Where the file says'], ...sites.map(({ name }) => [name, name])] },
  ], 'Optional; a backup of another one is refused.', async ({ file, ...values }) => {
    let exported;
    try {
      exported = JSON.parse(await file.text());
    } catch {
      throw new Failure({ message: `${file.name} is no exported backup`, hint: 'Choose a file that Export has made.', details: [] });
    }
    return post('/api/imports', { ...values, exported });
  });
}

export async function copy(site, backup) {
  const others = (await get('/api/sites')).sites.map(({ name }) => name).filter((name) => name !== site);
  if (!others.length) throw new Failure({ message: 'There is no other site to copy to.', hint: '', details: [] });
  ask('Copy', `${backup.id}, which stays here as well.`,
    [{ name: 'to', label: 'To the site', value: others[0], choices: others.map((name) => [name, name]) }], 'Copy',
    async ({ to }) => follow(await post(`${backupPath(site, backup.id)}/copy`, { to })));
}

export function remove(site, backup) {
  ask('Remove this backup?', `${backup.id} on ${site} will be gone for good.`, [], 'Remove',
    async () => follow(await del(backupPath(site, backup.id))), true);
}

export function unlock(site) {
  ask(`Unlock ${site}?`, 'Removes the locks that runs left there when their machines were lost. Those of runs that live stay.',
    [{ name: 'force', label: 'Also those of runs that may still live, which then end without a backup', flag: true }], 'Unlock',
    async ({ force }) => {
      const { removed, kept } = await post(`/api/sites/${encodeURIComponent(site)}/unlock`, { force });
      if (kept.length) throw new Failure({ message: kept.join('; '), hint: '', details: [] });
      toast(removed.length ? `${count(removed.length, 'lock was', 'locks were')} removed` : 'There was no lock');
    }, true);
}

export function label(site, backup, done) {
  ask('Label', backup.id, [{ name: 'label', label: 'Label', value: backup.label ?? '' }], 'Save', async ({ label: text }) => {
    await put(`${backupPath(site, backup.id)}/label`, { label: text });
    toast('Saved');
    done();
  });
}

export function verify(site, body, what) {
  ask('Verify', `${what} on ${site}.`, [{ name: 'mode', label: 'How thoroughly', value: 'quick', choices: [
    ['quick', 'Compare the listing'], ['read-data', 'Read every file'], ['drill', 'Restore to a scratch directory']] },
  { name: 'repair', label: 'Put back what is missing or damaged, where it is still to be had', flag: true }],
  'Verify', async (values) => follow(await post(`/api/sites/${encodeURIComponent(site)}/verify`, { ...body, ...values })));
}

export function cleanUp(site, summary) {
  ask(`Clean up ${site}?`, summary, [], 'Clean up',
    async () => follow(await post(`/api/sites/${encodeURIComponent(site)}/cleanup`)), true);
}
