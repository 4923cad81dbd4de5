export function bytes(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

export function duration(seconds) {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} d`;
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function time(text) {
  return text ? exact.format(new Date(text)) : 'never';
}

export function ago(text) {
  if (!text) return 'never';
  const seconds = (Date.now() - new Date(text)) / 1000;
  return seconds < 0 ? `in ${duration(-seconds)}` : seconds < 5 ? 'just now' : `${duration(seconds)} ago`;
}

export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
