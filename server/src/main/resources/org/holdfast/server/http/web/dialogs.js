import { h, toast } from './dom.js';
import { post, put, backupPath, who } from './api.js';

// Asks for something. `fields` make inputs, `send` gets their values; a failure is said where it was asked.
export function ask(title, intro, fields, action, send, danger = false) {
  const error = h('p', { class: 'hint', role: 'alert' });
  const inputs = fields.map((field) => {
    const id = `field-${field.name}`;
    if (field.flag) {
      return h('label', { class: 'check' }, h('input', { type: 'checkbox', name: field.name, checked: field.value }), field.label);
    }
    const input = field.choices
      ? h('select', { id, name: field.name }, field.choices.map(([value, word]) => h('option', { value, selected: value === field.value }, word)))
      : h('input', { id, name: field.name, value: field.value ?? '', required: field.needed, autocomplete: 'off' });
    return [h('label', { for: id }, field.label), input, field.hint ? h('p', { class: 'hint' }, field.hint) : null];
  });
  const button = h('button', { type: 'submit', class: danger ? 'danger' : '' }, action);
  const form = h('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      const values = Object.fromEntries(fields.map((field) => [
        field.name, field.flag ? form.elements[field.name].checked : form.elements[field.name].value.trim()]));
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

export async function restore(site, backup, path) {
  ask('Restore', path ? `Only ${path} of ${backup.id}.` : `All of ${backup.id}.`, [
    { name: 'target', label: 'Into the directory', needed: true, hint: await places() },
    { name: 'overwrite', label: 'What is there already', value: 'refuse', choices: [
      ['refuse', 'The directory must be empty'], ['never', 'Keep it'], ['if-changed', 'Replace what differs'], ['always', 'Replace it']] },
    { name: 'acceptDamaged', label: 'Go on without what is damaged', flag: true },
  ], 'Restore', async (values) => follow(await post(`${backupPath(site, backup.id)}/restore`, { ...values, paths: path ? [pattern(path)] : [] })));
}

export async function clone(site, backup) {
  ask('Clone', `Sets up ${backup.app} a second time from ${backup.id}, after looking at all that could go wrong.`, [
    { name: 'app', label: 'Id of the new app', value: `${backup.app}-clone`, needed: true },
    { name: 'target', label: 'Its directory', needed: true, hint: await places() },
    { name: 'dumps', label: 'Lay config.json and dumps beside it', flag: true },
    { name: 'ignoreOwners', label: 'Go on where files cannot get their owners', flag: true },
  ], 'Clone', async (values) => follow(await post(`${backupPath(site, backup.id)}/clone`, values)));
}

export async function importApp(site, backup) {
  ask('Import', `Sets up ${backup.app} of another server from ${backup.id}.`, [
    { name: 'target', label: 'Its directory', needed: true, hint: await places() },
    { name: 'version', label: 'Version that is installed here', hint: `The backup is of version ${backup.appVersion}.` },
    { name: 'ignoreOwners', label: 'Go on where files cannot get their owners', flag: true },
  ], 'Import', async ({ version, ...values }) => follow(await post(`${backupPath(site, backup.id)}/import`,
    version ? { ...values, version } : values)));
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
    ['quick', 'Compare the listing'], ['read-data', 'Read every file'], ['drill', 'Restore to a scratch directory']] }],
  'Verify', async ({ mode }) => follow(await post(`/api/sites/${encodeURIComponent(site)}/verify`, { ...body, mode })));
}

export function cleanUp(site, summary) {
  ask(`Clean up ${site}?`, summary, [], 'Clean up',
    async () => follow(await post(`/api/sites/${encodeURIComponent(site)}/cleanup`)), true);
}
