let session = null;

export class Failure extends Error {
  constructor(error) {
    super(error.message);
    this.hint = error.hint;
    this.details = error.details;
  }
}

async function ask(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') {
    headers['Content-Type'] = 'application/json';
    headers['X-Holdfast-Csrf'] = (await who()).csrf || '';
  }
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Failure({ message: 'The server cannot be reached.', hint: 'See whether "holdfast serve" runs.', details: [] });
  }
  if (response.status === 401) {
    location.replace('/login');
    return new Promise(() => {});
  }
  const answer = await response.json();
  if (!response.ok) throw new Failure(answer.error);
  return answer;
}

export const get = (path) => ask('GET', path);
export const post = (path, body = {}) => ask('POST', path, body);
export const put = (path, body) => ask('PUT', path, body);
export const remove = (path) => ask('DELETE', path);

export async function who() {
  session ??= await ask('GET', '/api/session');
  return session;
}

export const backupPath = (site, id) => `/api/sites/${encodeURIComponent(site)}/backups/${encodeURIComponent(id)}`;

// How an entry is named in a query.
export function named(entry, name = 'path') {
  return entry.path64 ? `${name}64=${encodeURIComponent(entry.path64)}` : `${name}=${encodeURIComponent(entry.path ?? '')}`;
}
