// What is asked and what is looked at. All of it is in the address: the server keeps nothing of anybody.
var VIEW = ['month', 'place', 'lang', 'tour', 'n', 'v'];
var State = {
  territory: 'six_regions', rules: 'fqis_2010', seed: 1, months: 60, changes: {}, reference: null,
  month: null, place: '', lang: 'fr', n: 40
};
function pairsOf(one, before) {
  var found = [];
  if (before === '') found.push(['territory', State.territory]);
  if (one.rules !== 'fqis_2010' || before) found.push([before + 'rules', one.rules]);
  if (before === '' && State.seed !== 1) found.push(['seed', State.seed]);
  if (one.months !== 60) found.push([before + 'months', one.months]);
  Object.keys(one.changes).sort().forEach(function (key) { found.push([before + key, one.changes[key]]); });
  return found;
}
function encoded(pairs) {
  return pairs.map(function (p) { return encodeURIComponent(p[0]) + '=' + encodeURIComponent(p[1]).replace(/%2C/g, ','); }).join('&');
}
function request() { return encoded(pairsOf(State, '').concat(State.reference ? pairsOf(State.reference, 'ref.') : [])); }
function address() {
  var look = [['month', State.month === null ? 0 : State.month + 1]];
  if (State.place) look.push(['place', State.place]);
  if (State.lang !== 'fr') look.push(['lang', State.lang]);
  if (State.n !== 40) look.push(['n', State.n]);
  return location.pathname + '?' + request() + '&' + encoded(look);
}
// The look is read here; everything else goes to the server as it came, and comes back checked.
function readLook(query) {
  var found = new URLSearchParams(query), month = parseInt(found.get('month'), 10);
  State.month = isFinite(month) ? Math.max(0, Math.min(119, month - 1)) : null;
  State.place = (found.get('place') || '').slice(0, 12);
  State.lang = found.get('lang') === 'en' ? 'en' : 'fr';
  var n = parseInt(found.get('n'), 10);
  State.n = [0, 20, 40, 100, 200].indexOf(n) >= 0 ? n : 40;
}
function withoutLook(query) {
  return query.replace(/^\?/, '').split('&').filter(function (pair) { return VIEW.indexOf(pair.split('=')[0]) < 0; }).join('&');
}
function take(run, reference) { // what the server understood is what is asked from now on
  State.territory = run.territory; State.rules = run.rules; State.seed = run.seed; State.months = run.months;
  State.changes = Object.assign({}, run.changes);
  State.reference = reference && { rules: reference.rules, months: reference.months, changes: Object.assign({}, reference.changes) };
}
function alike(a, b) {
  var keys = Object.keys(a.changes).concat(Object.keys(b.changes));
  return a.rules === b.rules && a.months === b.months && keys.every(function (k) { return String(a.changes[k]) === String(b.changes[k]); });
}
function presetOf(one) {
  return Offered.presets.find(function (p) { return alike(p, one); })
    || Offered.presets.find(function (p) { return p.rules === 'fqis_2010' && alike({ rules: one.rules, months: p.months, changes: p.changes }, one); }) || null;
}
function ruleOf(name) { return Offered.rules.find(function (r) { return r.name === name; }); }
function ruleTitle(name) { return name.split('+').map(function (part) { var r = ruleOf(part); return r ? r[State.lang].title : part; }).join(' + '); }
function nameOf(one) {
  var preset = presetOf(one), parts = [];
  if (preset && (preset.name !== 'base' || one.rules === 'fqis_2010')) parts.push(preset.title[State.lang]);
  if (one.rules !== 'fqis_2010') parts.push(ruleTitle(one.rules));
  if (!preset) Object.keys(one.changes).slice(0, 3).forEach(function (key) {
    if (sliderOf(key)) parts.push(named(key) + ' ' + sliderText(sliderOf(key), one.changes[key])); else parts.push(key + '=' + one.changes[key]);
  });
  if (!preset && Object.keys(one.changes).length > 3) parts.push('…');
  return parts.join(', ') || t('lab.own');
}
