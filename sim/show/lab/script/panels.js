// Why, the money, who sits, what happens: everything for the place one looks at, in the month one looks at.
var STAKES = 7, ROLES = 4;
function ledger(run, p, m) { // conflicts of the trailing window, by stake
  var s = run.scene, found = [0, 0, 0, 0, 0, 0, 0];
  m = Math.min(m, s.months - 1);
  for (var k = Math.max(0, m - s.window + 1); k <= m; k++) for (var j = 0; j < STAKES; j++) found[j] += s.ledger[p][k * STAKES + j] / 10;
  return found;
}
function sum(values) { return values.reduce(function (a, b) { return a + b; }, 0); }
function whyRows(at) {
  var mine = ledger(at.run, at.place, at.month), all = Math.max(sum(mine), 1e-9);
  var theirs = at.reference && ledger(at.reference, at.place, at.month), before = theirs && Math.max(sum(theirs), 1e-9);
  return Looks.stakes.map(function (s, k) {
    return { name: capital(t('stakes.' + s[0])), share: mine[k] / all, text: Words.percent(mine[k] / all), color: s[1], was: theirs ? theirs[k] / before : undefined, count: mine[k] };
  });
}
function whySentence(at) {
  var rows = whyRows(at), most = rows.reduce(function (a, b) { return b.share > a.share ? b : a; });
  return sum(rows.map(function (r) { return r.count; })) < 0.05 ? t('lab.why_none') : t('lab.why_sentence', { stake: most.name.charAt(0).toLowerCase() + most.name.slice(1), share: most.text });
}
function whyPicture(at, width, height) {
  return svg(width, height, bars(whyRows(at), width, 0, Math.min(36, height / STAKES)), whySentence(at));
}
function whyTable(at) {
  var head = [t('lab.why'), t('lab.scenario')].concat(at.reference ? [t('lab.reference')] : []);
  return [head, whyRows(at).map(function (r) { return [r.name, r.text].concat(at.reference ? [Words.percent(r.was)] : []); })];
}
// What is set aside for facilitation is awarded without being asked: it is told apart, and left out beside the need.
function cents(run, name, p, m) {
  var s = run.scene;
  m = Math.min(m, s.months - 1);
  if (name === 'envelope') {
    var n = run.place.name.length, regions = run.place.regions.length;
    if (p < n) return s.allotted[p][m];
    return p < n + regions ? s.envelope[p - n][m] : sum(s.envelope.map(function (e) { return e[m]; }));
  }
  return s[name][p][m];
}
var MONEY = [['envelope', '#8a949e'], ['claimed', '#c9a227'], ['awarded', '#4f779f'], ['spent', '#0b5345']];
function moneyRows(at) {
  var most = 1;
  MONEY.forEach(function (k) { [at.run, at.reference].forEach(function (run) { if (run) most = Math.max(most, cents(run, k[0], at.place, run.scene.months - 1)); }); });
  return MONEY.map(function (k) {
    var x = cents(at.run, k[0], at.place, at.month), was = at.reference && cents(at.reference, k[0], at.place, at.month);
    return { name: capital(t('lab.' + k[0])) + (k[0] === 'envelope' && weak(at) ? ' *' : ''), share: x / most, text: Words.dollars(x), color: k[1], was: at.reference ? was / most : undefined, wasText: at.reference ? Words.dollars(was) : '' };
  });
}
function weak(at) { return regionsOf(at.run, at.place).some(function (r) { return !at.run.place.sourced[r]; }); }
function perPoor(run, name, i, m) { return (cents(run, name, i, m) - (name === 'awarded' ? cents(run, 'coordination', i, m) : 0)) / Math.max(run.place.poor[i], 1); }
function needPicture(at, width, top, height) { // awarded a person in low income, by need: a circle a territory
  var net = at.run.place, s = at.run.scene, left = 46, right = width - 8, bottom = top + height - 30, most = 1, low = 1, high = 0;
  net.name.forEach(function (_, i) {
    most = Math.max(most, perPoor(at.run, 'claimed', i, s.months - 1));
    low = Math.min(low, s.need[i][0] / 1000, s.need[i][s.months - 1] / 1000); high = Math.max(high, s.need[i][0] / 1000);
  });
  low = Math.floor(low * 20) / 20; high = Math.max(Math.ceil(high * 20) / 20, low + 0.05);
  var x = function (v) { return left + (right - left) * (v - low) / (high - low); }, y = function (v) { return bottom - (bottom - top - 6) * Math.sqrt(v / most); }; // square root: a few territories get far more
  var found = line(left, bottom, right, bottom, MUTED) + line(left, top, left, bottom, MUTED);
  var under = bottom + 99;
  [0, 10, 50, 100, 200, 500, 1000, 2000, 5000].forEach(function (v) {
    if (v > most || under - y(v) < 13) return;
    under = y(v);
    found += line(left, y(v), right, y(v), RULE) + label(left - 4, y(v) + 4, Words.dollars(v), { 'text-anchor': 'end', 'font-size': 10.5 });
  });
  found += label(left, bottom + 13, Words.percent(low), { 'font-size': 10.5 }) + label(right, bottom + 13, Words.percent(high), { 'text-anchor': 'end', 'font-size': 10.5 });
  found += label((left + right) / 2, bottom + 26, t('lab.need'), { 'text-anchor': 'middle', 'font-size': 11 });
  found += label(2, top - 6, capital(t('lab.per_poor')), { 'font-size': 10.5 });
  net.name.forEach(function (name, i) {
    var px = x(s.need[i][at.month] / 1000), asked = perPoor(at.run, 'claimed', i, at.month), got = perPoor(at.run, 'awarded', i, at.month), chosen = at.place === i;
    var text = tag('title', {}, esc(name + colon() + t('lab.claimed') + ' ' + Words.dollars(asked) + ', ' + t('lab.awarded') + ' ' + Words.dollars(got)));
    found += tag('g', {}, text + line(px, y(asked), px, y(got), '#c3cad1') + tag('circle', { cx: round(px), cy: round(y(asked)), r: 3, fill: PAPER, stroke: '#8a6d00' }) + tag('circle', { cx: round(px), cy: round(y(got)), r: chosen ? 6 : 3.6, fill: chosen ? INK : '#4f779f' }));
  });
  return found;
}
function moneyPicture(at, width, height) {
  var step = Math.max(26, Math.min(30, height * 0.13)), top = 4 * step + 20, rows = moneyRows(at);
  var below = height - top > 64 ? needPicture(at, width, top, height - top) : ''; // no room: the table has it
  return svg(width, height, bars(rows, width, 0, step) + below, rows.map(function (r) { return r.name + ' ' + r.text; }).join(', '));
}
function moneyTable(at) {
  var net = at.run.place, n = net.name.length, places = net.name.map(function (_, i) { return i; }).concat(net.regions.map(function (_, k) { return n + k; }), [n + net.regions.length]);
  var head = [t('lab.place')].concat(MONEY.map(function (k) { return capital(t('lab.' + k[0])); }), [t('lab.per_poor'), t('lab.need')]);
  return [head, places.map(function (p) {
    return [placeName(at.run, p)].concat(MONEY.map(function (k) { return Words.dollars(cents(at.run, k[0], p, at.month)); }), [p < n ? Words.dollars(perPoor(at.run, 'awarded', p, at.month)) : UNKNOWN, Words.percent(at.run.scene.need[p][at.month] / 1000)]);
  })];
}
function persons(run, name, p, m, role) { return run.scene[name][p][Math.min(m, run.scene.months - 1) * ROLES + role]; }
function tableRows(at) {
  var found = Looks.roles.map(function (r, k) {
    var here = persons(at.run, 'present', at.place, at.month, k), of = persons(at.run, 'members', at.place, at.month, k);
    var was = at.reference && persons(at.reference, 'present', at.place, at.month, k) / Math.max(persons(at.reference, 'members', at.place, at.month, k), 1);
    return { name: capital(t('roles.' + r[0])), short: capital(t('lab.short_' + r[0])), share: here / Math.max(of, 1), text: t('lab.of', { n: here, of: of }), color: r[1], was: at.reference ? was : undefined };
  });
  ['trust', 'facilitation', 'verticality'].forEach(function (name) {
    var x = at.run.scene[name][at.place][at.month] / 1000, old = at.reference && at.reference.scene[name][at.place][Math.min(at.month, at.reference.scene.months - 1)] / 1000;
    found.push({ name: capital(t('lab.' + name)), share: x, text: Words.percent(x), color: '#8a949e', was: at.reference ? old : undefined });
  });
  return found;
}
function tablesPicture(at, width, height) {
  var rows = tableRows(at), step = Math.min(36, height / rows.length);
  return svg(width, height, bars(rows, width, 0, step), rows.map(function (r) { return r.name + ' ' + r.text; }).join(', '));
}
function tablesTable(at) {
  var head = [t('lab.tables'), t('lab.scenario')].concat(at.reference ? [t('lab.reference')] : []);
  return [head, tableRows(at).map(function (r) { return [r.name, r.text].concat(at.reference ? [Words.percent(r.was)] : []); })];
}
function phaseOf(at) {
  var p = at.place, s = at.run.scene;
  return p < s.phase.length ? t('phases.' + Looks.phases[s.phase[p][at.month]]) : '';
}
function isHere(run, table, p) { // whether a table is part of the place
  var n = run.place.name.length, all = n + run.place.regions.length;
  if (p === all || table === p) return true;
  var region = table < n ? run.place.region[table] : table - n;
  return p < n ? table === n + run.place.region[p] : region === p - n;
}
// One sentence for the month: how many territories live in what, and about what people dispute.
function tally(run, p, month) {
  var n = run.place.name.length, counts = Looks.dynamics.map(function () { return 0; }), all = 0, m = Math.min(month, run.scene.months - 1);
  for (var i = 0; i < n; i++) if (p >= n ? isHere(run, i, p) : i === p) { counts[+run.scene.dyn[m][i]]++; all++; }
  var some = Looks.dynamics.map(function (d, k) { return [counts[k], t('lab.now_' + d[0])]; }).filter(function (c) { return c[0]; });
  some.sort(function (a, b) { return b[0] - a[0]; });
  return { n: all, text: p < n || n === 1 ? some[0][1] : Words.join(some.map(function (c) { return Words.number(c[0]) + NBSP + c[1]; })) };
}
function toldHtml(at) {
  var mine = tally(at.run, at.place, at.month), n = at.run.place.name.length;
  var who = at.place < n || n === 1 ? t('lab.now_one', { name: placeName(at.run, n === 1 ? 0 : at.place) }) : t('lab.now_all', { n: mine.n });
  var text = '<b>' + esc(who) + '</b>' + colon() + esc(mine.text) + '. ' + esc(whySentence(at));
  return at.reference ? text + ' ' + esc(t('lab.reference')) + colon() + esc(tally(at.reference, at.place, at.month).text) + '.' : text;
}
function tableName(run, k) {
  var n = run.place.name.length;
  return k < n ? run.place.name[k] : t('report.regional_table', { region: run.place.regions[k - n] });
}
function logLines(at) { // newest first, up to the month
  var s = at.run.scene, found = [];
  for (var k = s.log.length - 1; k >= 0; k--) {
    var e = s.log[k];
    if (e[0] <= at.month && isHere(at.run, e[2], at.place)) found.push([e[0], tableName(at.run, e[2]), sentenceOf(s.words[e[1]], e[3])]);
  }
  return found;
}
var MOST_LINES = 40;
function logHtml(at) {
  var lines = logLines(at);
  if (!lines.length) return '<li>' + esc(t('lab.log_none')) + '</li>';
  var found = lines.slice(0, MOST_LINES).map(function (l) {
    return '<li' + (l[0] === at.month ? ' class="now"' : '') + '><b>' + esc(Words.date(l[0], true)) + '</b> ' + esc(l[1]) + '<br>' + esc(l[2]) + '</li>';
  });
  if (lines.length > MOST_LINES) found.push('<li>' + esc(t('lab.log_more', { n: lines.length - MOST_LINES })) + '</li>');
  return found.join('');
}
