// The atlas: choose, compare, guess. Everything was computed beforehand; a position that was not computed cannot be chosen.
var Offered = JSON.parse(byId('offered').textContent), Looks = Offered.looks;
Words.all = Offered.words; Words.start = Offered.start;
var Chosen = { rule: 0, at: Offered.first.slice(), date: Offered.dates.length - 1, reference: null, lang: 'fr', guessing: false };
var SIZES = Offered.sliders.map(function (s) { return s.stops.length; });
function indexOf(rule, at) { return at.reduce(function (k, p, i) { return k * SIZES[i] + p; }, rule); }
function point(c) { return Offered.points[indexOf(c.rule, c.at)]; }
function reference() { return Chosen.reference && Offered.points[indexOf(Chosen.reference.rule, Chosen.reference.at)]; }
function isReference() { return Chosen.reference && indexOf(Chosen.rule, Chosen.at) === indexOf(Chosen.reference.rule, Chosen.reference.at); }
function nameOf(c) {
  return [Offered.rules[c.rule][Chosen.lang].title].concat(c.at.map(function (p, i) { var s = Offered.sliders[i].name; return t('atlas.' + s).toLowerCase() + colon() + t('atlas.' + s + '_' + p); })).join(Chosen.lang === 'fr' ? NBSP + '; ' : '; ');
}
// The axes, in the shape that the shared picture draws: one place, everything together, its median as the line.
function asRun(p) {
  return {
    place: { name: [], regions: [], region: [], sourced: [] },
    scene: { coop: [p.coop[1]], conf: [p.conf[1]], part: [p.part[1]], months: Offered.months, window: Offered.window, high: Offered.high, hot: Offered.hot, elections: Offered.elections, agreed: [], imposed: [], money: [], rounds: [] }
  };
}
function drawAxes() {
  var box = byId('axes').querySelector('.drawing'), p = point(Chosen), r = reference();
  var at = { run: asRun(p), reference: r && !isReference() ? asRun(r) : null, month: Offered.dates[Chosen.date], place: 0, bands: [[p.coop], [p.conf]] };
  box.innerHTML = axesPicture(at, Math.max(box.clientWidth, 260), Math.max(box.clientHeight, 200));
  var item = function (d, text) { return '<span>' + tag('svg', { width: 24, height: 12, 'aria-hidden': 'true' }, d) + esc(text) + '</span>'; };
  byId('axes').querySelector('.legend').innerHTML = item(line(0, 6, 24, 6, COOPERATION, 2.4), t('dynamics.cooperation')) + item(line(0, 6, 24, 6, CONFLICT, 2.4, '9 3'), t('dynamics.conflict')) + item(line(0, 6, 24, 6, MUTED, 1.5, '3 2'), t('lab.participation'))
    + (at.reference ? item(line(0, 6, 24, 6, INK, 1.6, '2 3'), t('lab.reference').toLowerCase()) : '') + item(line(0, 6, 24, 6, MUTED, 1, '1 3'), t('lab.threshold'));
}
function drawMap() {
  var box = byId('map').querySelector('.drawing'), p = point(Chosen), r = !isReference() && reference(), net = Offered.place, width = Math.max(box.clientWidth, 260), height = Math.max(box.clientHeight, 200);
  var run = { place: net, scene: { dyn: p.dyn, months: p.dyn.length } }, counts = Looks.dynamics.map(function () { return 0; }), f = mapFrame(net, width, height);
  net.name.forEach(function (_, i) { counts[+p.dyn[Chosen.date][i]]++; });
  box.innerHTML = mapPicture({ run: run, month: Chosen.date }, width, height);
  box.querySelector('svg').setAttribute('aria-label', t('lab.map_alt', { date: Words.date(Offered.dates[Chosen.date]), tally: Words.join(Looks.dynamics.map(function (d, k) { return t('dynamics.' + d[0]) + ' ' + counts[k]; })) }));
  box.querySelectorAll('.territory').forEach(function (g) {
    var i = +g.dataset.place, mine = Looks.dynamics[+p.dyn[Chosen.date][i]], k = parseInt(p.often[Chosen.date][i], 11), size = f.r(i) * (k >= 7 ? 1 : 0.62) * (r ? 0.8 : 1);
    g.lastChild.setAttribute('d', shape(mine[2], f.x(i), f.y(i), Math.max(size, 3.5)));
    g.lastChild.setAttribute('fill', mine[1]); g.lastChild.setAttribute('stroke', INK); g.lastChild.setAttribute('stroke-width', 0.8);
    if (r) {
      var theirs = Looks.dynamics[+r.dyn[Chosen.date][i]], ring = g.children[1];
      ring.setAttribute('d', shape(theirs[2], f.x(i), f.y(i), f.r(i) + 2.5)); ring.setAttribute('fill', PAPER); ring.setAttribute('stroke', theirs[1]); ring.setAttribute('stroke-width', 2.6);
    }
    var text = t('atlas.map_alt', { name: net.name[i], dynamic: t('dynamics.' + mine[0]), k: k, x: Words.dollars(p.money[i] / Math.max(net.poor[i], 1)) });
    g.firstChild.textContent = text; g.setAttribute('aria-label', text); g.setAttribute('role', 'img'); g.removeAttribute('tabindex');
  });
  byId('map').querySelector('.legend').innerHTML = Looks.dynamics.map(function (d, k) {
    return '<span>' + tag('svg', { width: 16, height: 14, 'aria-hidden': 'true' }, tag('path', { d: shape(d[2], 8, 7, 5), fill: d[1], stroke: INK, 'stroke-width': 0.8 })) + esc(t('dynamics.' + d[0])) + ' <b>' + counts[k] + '</b></span>';
  }).join('') + (r ? '<span>' + esc(t('lab.map_ring')) + '</span>' : '');
}
function drawWhy() {
  var box = byId('why').querySelector('.drawing'), p = point(Chosen).stakes[Chosen.date], r = !isReference() && reference();
  var rows = Looks.stakes.map(function (s, k) { return { name: capital(t('stakes.' + s[0])), share: p[k] / 1000, text: Words.percent(p[k] / 1000), color: s[1], was: r ? r.stakes[Chosen.date][k] / 1000 : undefined }; });
  box.innerHTML = svg(Math.max(box.clientWidth, 260), 266, bars(rows, Math.max(box.clientWidth, 260), 0, 38), rows.map(function (x) { return x.name + ' ' + x.text; }).join(', '));
  byId('why').querySelector('.how').textContent = t('lab.why_how', { n: 6 });
}
// Outcomes: level over seeds; difference over pairs of runs with the same luck.
function known(values) { return values.filter(function (v) { return v !== null; }); }
function quantile(values, share) { var s = values.slice().sort(function (a, b) { return a - b; }), k = (s.length - 1) * share, low = Math.floor(k); return s[low] + (s[Math.min(low + 1, s.length - 1)] - s[low]) * (k - low); }
function student(z, nu) { return z + (z * z * z + z) / (4 * nu) + (5 * Math.pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * nu * nu) + (3 * Math.pow(z, 7) + 19 * Math.pow(z, 5) + 17 * z * z * z - 15 * z) / (384 * nu * nu * nu); }
var JOINT = 2.8070; // standard normal quantile of 1 - 0.05 / (2 * 10): ten lines, together at 95 %
function difference(a, b) {
  var gaps = [];
  a.forEach(function (x, k) { if (x !== null && b[k] !== null) gaps.push(x - b[k]); });
  if (gaps.length < 3) return null;
  var mean = sum(gaps) / gaps.length, variance = sum(gaps.map(function (g) { return (g - mean) * (g - mean); })) / (gaps.length - 1);
  var half = student(JOINT, gaps.length - 1) * Math.sqrt(variance / gaps.length);
  return { mean: mean, low: mean - half, high: mean + half, n: gaps.length };
}
function amount(x, unit, decimals) { return Words.number(unit === 'rate' || unit === 'share' ? 100 * x : x, decimals); }
function signed(x, unit, decimals) { var text = amount(x, unit, decimals); return x > 0 && /[1-9]/.test(text) ? '+' + text : text; }
function places(unit) { return { rate: 1, share: 0, months: 1, projects: 0, index: 2, persons: 2 }[unit] || 0; }
function outcomeRows() {
  var p = point(Chosen), r = !isReference() && reference();
  return Offered.outcomes.map(function (o, k) {
    var unit = o[1], d = places(unit), values = known(p.out[k]), level = UNKNOWN, row;
    if (values.length) level = t('units.' + unit, { x: amount(quantile(values, 0.5), unit, d) }) + ' (' + t('report.interval', { low: amount(quantile(values, 0.05), unit, d), high: amount(quantile(values, 0.95), unit, d) }) + ')';
    else level = t('atlas.never');
    row = [capital(t('outcomes.' + o[0])), level];
    if (!r) return row;
    var gap = difference(p.out[k], r.out[k]), more = unit === 'share' ? 1 : d;
    if (!gap) return row.concat([UNKNOWN]);
    var sure = gap.low > 0 || gap.high < 0, small = unit === 'rate' || unit === 'share' ? ' ' + t('atlas.points') : unit === 'months' ? ' ' + t('units.months', { x: '' }).trim() : '';
    if (gap.low === 0 && gap.high === 0) return row.concat(['= ' + amount(0, unit, 0)]);
    return row.concat([(!sure ? '○ ' : Math.abs(gap.mean) < o[2] * (1 - 1e-9) ? '≈ ' : '● ') + signed(gap.mean, unit, more) + small + ' (' + t('report.interval', { low: signed(gap.low, unit, more), high: signed(gap.high, unit, more) }) + ')']);
  });
}
function drawOutcomes() {
  var head = [t('lab.outcome'), t('lab.scenario')].concat(!isReference() && reference() ? [t('atlas.difference')] : []);
  byId('outcomes').querySelector('.scroll').innerHTML = table(head, outcomeRows());
}
function drawAll() {
  var month = Offered.dates[Chosen.date];
  byId('told').textContent = capital(Words.date(month));
  byId('date').setAttribute('aria-valuetext', Words.date(month));
  byId('results').hidden = Chosen.guessing;
  byId('versus').innerHTML = Chosen.reference ? (isReference() ? esc(t('atlas.same_as_reference')) : '<b>' + esc(t('lab.reference')) + '</b>' + colon() + esc(nameOf(Chosen.reference))) : '';
  byId('card').textContent = Offered.rules[Chosen.rule][Chosen.lang].summary;
  byId('sliders').querySelectorAll('input').forEach(function (input, i) {
    var text = t('atlas.' + Offered.sliders[i].name + '_' + Chosen.at[i]);
    input.value = Chosen.at[i]; input.setAttribute('aria-valuetext', text);
    input.parentNode.querySelector('output').textContent = colon() + text;
  });
  if (!Chosen.guessing) { drawAxes(); drawMap(); drawWhy(); drawOutcomes(); }
}
// Guess first, then see.
function ask() {
  var choice = function (name, options) { return options.map(function (o) { return '<label><input type="radio" name="' + name + '" value="' + o[0] + '"> ' + esc(o[1]) + '</label>'; }).join(''); };
  var box = byId('questions');
  Chosen.guessing = true; box.hidden = false;
  box.innerHTML = '<p><b>' + esc(nameOf(Chosen)) + '.</b> ' + esc(t('atlas.guess_how')) + '</p><fieldset><legend>' + esc(t('atlas.guess_end')) + '</legend>' + choice('end', Looks.dynamics.map(function (d, k) { return [k, t('dynamics.' + d[0])]; })) + '</fieldset>'
    + (reference() && !isReference() ? '<fieldset><legend>' + esc(t('atlas.guess_change')) + '</legend>' + choice('change', [['more', t('atlas.more')], ['less', t('atlas.less')], ['same', t('atlas.same')]]) + '</fieldset>' : '')
    + '<button id="see" class="strong">' + esc(t('atlas.see')) + '</button>';
  byId('see').addEventListener('click', see);
  drawAll();
}
function see() {
  var said = function (name) { var e = document.querySelector('#questions input[name=' + name + ']:checked'); return e && e.value; }, told = [], p = point(Chosen), r = reference();
  var counts = Looks.dynamics.map(function () { return 0; });
  p.dyn[p.dyn.length - 1].split('').forEach(function (d) { counts[+d]++; });
  var most = counts.indexOf(Math.max.apply(null, counts));
  if (said('end') !== null) told.push(t('atlas.guessed', { mine: t('dynamics.' + Looks.dynamics[+said('end')][0]), model: t('dynamics.' + Looks.dynamics[most][0]) + ' (' + t('lab.of', { n: counts[most], of: Offered.place.name.length }) + ')' }));
  if (said('change') !== null && r) {
    var gap = difference(p.out[0], r.out[0]), truth = !gap || (gap.low <= 0 && gap.high >= 0) ? 'same' : gap.mean > 0 ? 'more' : 'less';
    told.push(t('atlas.guessed', { mine: t('atlas.' + said('change')), model: t('atlas.' + truth) + (gap ? ' (' + signed(gap.mean, 'rate', 1) + ' ' + t('atlas.points') + ')' : '') }));
  }
  Chosen.guessing = false;
  byId('questions').innerHTML = '<p>' + told.map(esc).join('<br>') + '</p>';
  byId('questions').hidden = !told.length;
  drawAll();
}
function assumed() { // the numbers of the base, with what the rule and then the sliders change
  var changes = Object.assign({}, Offered.rules[Chosen.rule].changes);
  Offered.sliders.forEach(function (s, i) { Object.assign(changes, s.stops[Chosen.at[i]]); });
  return Offered.assumptions.map(function (r) { return r[0] in changes && changes[r[0]] !== r[1] ? [r[0], changes[r[0]], r[2], r[3], r[4], true] : r; });
}
function translate() {
  Words.lang = Chosen.lang;
  document.documentElement.lang = Chosen.lang; document.title = t('atlas.title');
  document.querySelectorAll('[data-t]').forEach(function (e) { e.textContent = t(e.dataset.t); });
  byId('language').lang = Chosen.lang === 'fr' ? 'en' : 'fr';
  byId('intro').textContent = t('atlas.intro', { n: Offered.points.length, place: Offered.place.regions.length > 5 ? t('lab.six_regions').charAt(0).toLowerCase() + t('lab.six_regions').slice(1) : Words.join(Offered.place.regions), seeds: Offered.seeds }).replace('de les ', 'des ') + ' ' + t('lab.warning');
  byId('rules').innerHTML = Offered.rules.map(function (r, k) { return '<option value="' + k + '"' + (k === Chosen.rule ? ' selected' : '') + '>' + esc(r[Chosen.lang].title) + '</option>'; }).join('');
  byId('sliders').innerHTML = Offered.sliders.map(function (s, i) { return '<div><label for="s' + i + '">' + esc(t('atlas.' + s.name)) + '<output for="s' + i + '"></output></label><input id="s' + i + '" type="range" min="0" step="1" max="' + (s.stops.length - 1) + '" list="l' + i + '"><datalist id="l' + i + '">' + s.stops.map(function (_, k) { return '<option value="' + k + '"></option>'; }).join('') + '</datalist><p>' + esc(t('atlas.' + s.name + '_meaning')) + '</p></div>'; }).join('');
  byId('foot').textContent = t('atlas.offline') + ' ' + t('limits.luck') + ' ' + t('atlas.base_version', { version: Offered.version }) + '.';
  if (Chosen.guessing) ask(); else byId('questions').hidden = true;
  drawAll();
}
function again() { byId('questions').hidden = !Chosen.guessing; if (Chosen.guessing) ask(); else drawAll(); }
byId('rules').addEventListener('change', function () { Chosen.rule = +this.value; again(); });
byId('sliders').addEventListener('input', function (event) { Chosen.at[+event.target.id.slice(1)] = +event.target.value; again(); });
byId('date').max = Offered.dates.length - 1; byId('date').value = Chosen.date;
byId('date').addEventListener('input', function () { Chosen.date = +this.value; drawAll(); });
byId('reference').addEventListener('click', function () { Chosen.reference = { rule: Chosen.rule, at: Chosen.at.slice() }; again(); });
byId('guess').addEventListener('click', ask);
byId('print').addEventListener('click', function () { window.print(); });
byId('language').addEventListener('click', function () { Chosen.lang = Chosen.lang === 'fr' ? 'en' : 'fr'; translate(); });
byId('glossary').addEventListener('click', openGlossary);
byId('assumptions').addEventListener('click', function () { openAssumptions(assumed(), ''); });
var resizing = null;
addEventListener('resize', function () { clearTimeout(resizing); resizing = setTimeout(drawAll, 120); });
addEventListener('beforeprint', drawAll);
translate();
