import { svg } from './dom.js';
import { bytes, time } from './format.js';

const WIDTH = 320;
const HEIGHT = 72;

// A step curve: a size stays what it is until the next backup.
export function plot(points) {
  if (points.length < 2) return null;
  const times = points.map((point) => Date.parse(point.time));
  const most = Math.max(...points.map((point) => point.bytes), 1);
  const span = Math.max(times.at(-1) - times[0], 1);
  const x = (i) => ((times[i] - times[0]) / span) * WIDTH;
  const y = (i) => HEIGHT - (points[i].bytes / most) * (HEIGHT - 6);
  let path = `M0 ${y(0).toFixed(1)}`;
  for (let i = 1; i < points.length; i++) {
    path += `H${x(i).toFixed(1)}V${y(i).toFixed(1)}`;
  }
  const last = points.at(-1);
  const words = `Size of the newest backups: ${bytes(points[0].bytes)} at ${time(points[0].time)}, `
    + `${bytes(last.bytes)} at ${time(last.time)}, ${bytes(most)} at most`;
  return svg('svg', { class: 'plot', viewBox: `0 0 ${WIDTH} ${HEIGHT + 16}`, role: 'img', 'aria-label': words },
    svg('title', {}, words),
    svg('path', { class: 'area', d: `${path}V${HEIGHT}H0Z` }),
    svg('path', { class: 'curve', d: path }),
    svg('text', { x: 0, y: HEIGHT + 13 }, time(points[0].time)),
    svg('text', { x: WIDTH, y: HEIGHT + 13, 'text-anchor': 'end' }, `${bytes(last.bytes)} now`));
}
