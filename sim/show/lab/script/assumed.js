// Dialogs that the laboratory and the atlas share: the glossary, and every number of the model with what is behind it.
var BEHIND = { // sections of the parameters that a picture hangs on most
  map: ['typology', 'conditions', 'population', 'acquaintance'], axes: ['typology', 'deliberation', 'mobilization', 'governance', 'adjustment'],
  why: ['deliberation', 'negotiation', 'priorities', 'endorsement', 'approval'], money: ['', 'split', 'award', 'norms', 'proposals', 'implementation'],
  tables: ['mobilization', 'population', 'governance', 'adjustment'], log: ['calendar', 'events', 'accountability', 'viability']
};
function openDialog(title, inside) {
  var box = byId('dialog');
  box.innerHTML = '<form method="dialog"><h2 id="dialog-title">' + esc(title) + '</h2><button class="close" aria-label="' + esc(t('lab.close')) + '">✕</button></form><div class="inside">' + inside + '</div>';
  box.querySelector('form').addEventListener('submit', function (event) { event.preventDefault(); box.close(); });
  box.querySelector('.close').addEventListener('click', function (event) { event.preventDefault(); box.close(); });
  if (!box.open) box.showModal();
  return box;
}
function openGlossary() {
  var keys = Object.keys(Words.all.fr).filter(function (k) { return k.indexOf('lab_glossary.') === 0; });
  var limits = ['prediction', 'thresholds', 'assumptions', 'luck', 'weak'].filter(function (k) { return Words.has('limits.' + k) && Words.t('limits.' + k).indexOf('{') < 0; });
  openDialog(t('lab.glossary'), '<dl class="glossary">' + keys.map(function (k) {
    var text = t(k), cut = text.indexOf(':');
    return '<dt>' + esc(text.slice(0, cut).trim()) + '</dt><dd>' + esc(capital(text.slice(cut + 1).trim())) + '</dd>';
  }).join('') + '</dl>' + limits.map(function (k) { return '<p class="limits">' + esc(t('limits.' + k)) + '</p>'; }).join(''));
}
// A parameter by its name, or by its key when it has none.
function named(key) {
  var where = ['parameters.', 'versus_provisions.', 'lab_'].filter(function (w) { return Words.has(w + key); })[0];
  return where ? capital(t(where + key)) : key === 'months' ? capital(t('lab.months_short', { n: 2 })) : key;
}
function sectionOf(key) { return key.indexOf('.') < 0 ? key === 'months' ? '' : key : key.split('.')[0]; }
function sectionName(section) {
  return section === 'typology' ? t('lab.typology') : section === '' ? t('lab.scenario_section') : Words.has('parameter_sections.' + section) ? t('parameter_sections.' + section) : named(section);
}
function piece(word) { // a switch, or a piece of the rule, by its name
  if (word === 'true' || word === 'false') return t(word === 'true' ? 'report.yes' : 'report.no');
  var where = ['versus_pieces.', 'rules.'].filter(function (w) { return Words.has(w + word); })[0];
  return where ? t(where + word) : String(word).replace(/_/g, ' ');
}
function plainly(x, unit) { // a number as this language writes it; a year without a space
  if (typeof x !== 'number') return piece(String(x));
  var text = String(x), cut = text.indexOf('.');
  return unit === 'year' || text.indexOf('e') >= 0 ? text : Words.number(x, cut < 0 ? 0 : text.length - cut - 1);
}
function spanned(text, unit) { // "0 to 1", or "a | b"
  var ends = /^(\S+) to (\S+)$/.exec(text);
  return ends && isFinite(+ends[1]) ? t('lab.span', { low: plainly(+ends[1], unit), high: plainly(+ends[2], unit) }) : text.split(' | ').map(piece).join(', ');
}
function unitOf(unit) { return unit && Words.has('lab_units.' + unit) ? t('lab_units.' + unit) : unit; }
function assumedRow(r) { // [key, value, allowed, unit, source, changed]
  var cells = [(r[5] ? '● ' : '') + plainly(r[1], r[3]), spanned(r[2], r[3]), unitOf(r[3])];
  return '<tr><th scope="row">' + esc(named(r[0])) + ' <small>' + esc(r[0]) + '</small></th>' + cells.map(function (c) { return '<td>' + esc(c) + '</td>'; }).join('') + '<td lang="en">' + esc(r[4]) + '</td></tr>';
}
function openAssumptions(rows, picture) {
  var sections = [], one = function (value, text, chosen) { return tag('option', { value: value, selected: chosen ? 'selected' : null }, esc(text)); };
  rows.forEach(function (r) { var s = sectionOf(r[0]); if (sections.indexOf(s) < 0) sections.push(s); });
  var choices = one('*', t('lab.all_sections'), !picture) + Object.keys(BEHIND).map(function (k) { return one('@' + k, t('lab.behind_picture', { name: t('lab.' + k) }), k === picture); }).join('')
    + sections.map(function (s) { return one(s, capital(sectionName(s)), false); }).join('');
  var box = openDialog(t('lab.assumptions'), '<p>' + esc(t('lab.assumptions_how')) + '</p><p class="row"><label for="subject">' + esc(t('lab.subject')) + '</label> <select id="subject">' + choices + '</select> <label for="search">' + esc(t('lab.search')) + '</label> <input id="search" type="search"> <span id="found" role="status"></span></p><div class="scroll" tabindex="0"></div>');
  var draw = function () {
    var words = byId('search').value.toLowerCase().split(/\s+/), subject = byId('subject').value;
    var kept = rows.filter(function (r) {
      var all = (r[0] + ' ' + r[4] + ' ' + named(r[0])).toLowerCase(), section = sectionOf(r[0]);
      var inside = subject === '*' || (subject.charAt(0) === '@' ? BEHIND[subject.slice(1)].indexOf(section) >= 0 : section === subject);
      return inside && words.every(function (w) { return all.indexOf(w) >= 0; });
    });
    byId('found').textContent = t('lab.found', { n: kept.length });
    box.querySelector('.scroll').innerHTML = '<table><thead><tr>' + ['name', 'value', 'allowed', 'unit', 'source'].map(function (k) { return '<th scope="col">' + esc(t('lab.' + k)) + '</th>'; }).join('') + '</tr></thead><tbody>' + kept.map(assumedRow).join('') + '</tbody></table>';
  };
  byId('subject').addEventListener('change', draw);
  byId('search').addEventListener('input', draw);
  draw();
}
