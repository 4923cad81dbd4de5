import { get } from './api.js';

const PAUSE = 2000;

export const isOver = (job) => !['queued', 'running'].includes(job.state);

// Follows a job to its end over broken connections: the browser itself goes on after the last line that it got; where it
// was refused, we ask whether there is still something to follow. `hear` is told of each `job`, `line` and `progress`,
// of `again` before lines come anew, and of `nothing` if there is no log to follow. Returns what ends it.
export function follow(first, hear) {
  const path = `/api/jobs/${encodeURIComponent(first.id)}`;
  let last = first;
  let source;
  let timer;
  const job = (one) => {
    last = one;
    hear.job(one);
  };
  const open = () => {
    source = new EventSource(`${path}/events`);
    source.addEventListener('job', (event) => job(JSON.parse(event.data)));
    source.addEventListener('line', (event) => hear.line(JSON.parse(event.data)));
    source.addEventListener('progress', (event) => hear.progress(JSON.parse(event.data).progress));
    source.addEventListener('end', () => source.close());
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return;
      if (isOver(last)) hear.nothing();
      else timer = setTimeout(retry, PAUSE);
    });
  };
  const retry = async () => {
    try {
      job(await get(path));
      hear.again();
      open();
    } catch {
      timer = setTimeout(retry, PAUSE);
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
