// Small pieces that every picture shares: elements as text, shapes, bars. Colors and fonts are written on the elements
// themselves, so that a picture that is saved looks as it does on the page.
var INK = '#1f2933', MUTED = '#515b66', RULE = '#dde2e7', PAPER = '#ffffff';
var COOPERATION = '#2166ac', CONFLICT = '#b35806';
var FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, Arial, "DejaVu Sans", sans-serif';
function byId(id) { return document.getElementById(id); }
function esc(text) {
  return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
function tag(name, attributes, inside) {
  var text = '<' + name;
  for (var key in attributes) {
    if (attributes[key] !== undefined && attributes[key] !== null && attributes[key] !== false) {
      text += ' ' + key + '="' + esc(attributes[key]) + '"';
    }
  }
  return text + '>' + (inside === undefined ? '' : inside) + '</' + name + '>';
}
function label(x, y, text, more) {
  var given = { x: round(x), y: round(y), fill: MUTED, 'font-size': 12 };
  for (var key in more) given[key] = more[key];
  return tag('text', given, esc(text));
}
function line(x1, y1, x2, y2, color, width, dash) {
  return tag('line', { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), stroke: color, 'stroke-width': width || 1, 'stroke-dasharray': dash });
}
function round(x) { return Math.round(x * 10) / 10; }
function polyline(points) {
  return points.map(function (p, k) { return (k ? 'L' : 'M') + round(p[0]) + ' ' + round(p[1]); }).join('');
}
// A shape says the dynamic as well as the color does: circle, triangle, diamond, square.
function shape(kind, x, y, r) {
  if (kind === 'o') return 'M' + round(x - r) + ' ' + round(y) + 'a' + r + ' ' + r + ' 0 1 0 ' + 2 * r + ' 0a' + r + ' ' + r + ' 0 1 0 ' + -2 * r + ' 0z';
  var corners = kind === '^' ? [[0, -1.25], [1.15, 0.85], [-1.15, 0.85]]
    : kind === 'P' ? [[-0.4, -1.15], [0.4, -1.15], [0.4, -0.4], [1.15, -0.4], [1.15, 0.4], [0.4, 0.4], [0.4, 1.15], [-0.4, 1.15], [-0.4, 0.4], [-1.15, 0.4], [-1.15, -0.4], [-0.4, -0.4]]
    : kind === 'D' ? [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]]
      : [[-0.92, -0.92], [0.92, -0.92], [0.92, 0.92], [-0.92, 0.92]];
  return polyline(corners.map(function (c) { return [x + r * c[0], y + r * c[1]]; })) + 'z';
}
function svg(width, height, inside, description) {
  return tag('svg', {
    xmlns: 'http://www.w3.org/2000/svg', width: Math.round(width), height: Math.round(height),
    viewBox: '0 0 ' + Math.round(width) + ' ' + Math.round(height), role: 'img', 'aria-label': description,
    'font-family': FONT, 'font-size': 12
  }, inside);
}
// Bars, a name and a number over each; `was`: where the reference stands.
function bars(rows, width, top, step) {
  return rows.map(function (row, k) {
    var y = top + k * step, full = width - 4;
    var name = row.short && 7 * row.name.length + 7.6 * row.text.length > width ? row.short : row.name;
    var text = label(2, y + 11, name, { fill: INK }) + label(width - 2, y + 11, row.text, { 'text-anchor': 'end', fill: INK, 'font-weight': 600 });
    var bar = tag('rect', { x: 2, y: y + 15, width: full, height: 8, fill: '#eef1f4' })
      + tag('rect', { x: 2, y: y + 15, width: round(full * clip(row.share)), height: 8, fill: row.color });
    var was = row.was === undefined || row.was === null ? '' : marker(2 + full * clip(row.was), y + 19);
    return text + bar + was;
  }).join('');
}
function marker(x, y) {
  return tag('path', { d: 'M' + round(x) + ' ' + (y - 7) + 'v14', stroke: PAPER, 'stroke-width': 5 })
    + tag('path', { d: 'M' + round(x) + ' ' + (y - 7) + 'v14', stroke: INK, 'stroke-width': 2.2 });
}
function clip(x) { return Math.max(0, Math.min(1, x || 0)); }
function table(head, rows, caption) {
  var cells = function (row, name) {
    return '<tr>' + row.map(function (c, k) { return tag(k ? name : 'th', { scope: k && name === 'td' ? undefined : name === 'th' ? 'col' : 'row' }, esc(c)); }).join('') + '</tr>';
  };
  return '<table><caption>' + esc(caption || '') + '</caption><thead>' + cells(head, 'th') + '</thead><tbody>'
    + rows.map(function (r) { return cells(r, 'td'); }).join('') + '</tbody></table>';
}
