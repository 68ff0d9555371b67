// The two axes through time. at: {run, reference, month, place, bands, referenceBands}.
function placeName(run, p) {
  var net = run.place, n = net.name.length;
  return p < n ? net.name[p] : p < n + net.regions.length ? net.regions[p - n] : t('lab.everywhere');
}
function regionsOf(run, p) {
  var net = run.place, n = net.name.length;
  if (p < n) return [net.region[p]];
  if (p < n + net.regions.length) return [p - n];
  return net.regions.map(function (_, k) { return k; });
}
function ordinal(run, p) { return p - run.place.name.length; } // column of a region, or of everything, in the bands
function edgeOfAxis(at) {
  var most = 0.4;
  [at.run, at.reference].forEach(function (run) {
    if (!run) return;
    [run.scene.coop, run.scene.conf].forEach(function (s) { most = Math.max(most, Math.max.apply(null, s[at.place]) / 1000); });
  });
  return Math.min(1, Math.ceil(most * 10 + 0.2) / 10);
}
function frame(at, width, height) {
  var left = 44, right = width - 12, top = 40, bottom = height - 24, months = at.run.scene.months, most = edgeOfAxis(at);
  return {
    left: left, right: right, top: top, bottom: bottom, months: months, most: most,
    x: function (m) { return left + (right - left) * m / Math.max(months - 1, 1); },
    y: function (share) { return bottom - (bottom - top) * share / most; },
    month: function (x) { return Math.max(0, Math.min(months - 1, Math.round((x - left) / (right - left) * (months - 1)))); }
  };
}
function timeAxis(f) {
  var found = '', step = f.months > 84 ? 24 : 12;
  for (var m = 0; m < f.months; m++) {
    var k = (Words.start[1] - 1 + m) % 12;
    if (f.months <= 20 ? m % 3 === 0 : k === 0 && (Words.year(m) - Words.start[0]) * 12 % step === 0) {
      var text = f.months <= 20 ? t('months_short.' + (k + 1)) : Words.year(m);
      found += line(f.x(m), f.bottom, f.x(m), f.bottom + 4, MUTED) + label(f.x(m), f.bottom + 17, text, { 'text-anchor': 'middle' });
    }
  }
  return found;
}
// Months in which nobody met have no rate (-1): the curve stops there.
function stretches(f, values) {
  var found = [], open = null;
  values.slice(0, f.months).forEach(function (v, m) {
    if (v < 0) { open = null; return; }
    if (!open) found.push(open = []);
    open.push([f.x(m), f.y(v / 1000)]);
  });
  return found;
}
function rateOf(v) { return v < 0 ? UNKNOWN : Words.percent(v / 1000); }
function curve(f, values, color, dash, width, opacity) {
  var d = stretches(f, values).map(polyline).join('');
  return tag('path', { d: d, fill: 'none', stroke: color, 'stroke-width': width, 'stroke-dasharray': dash, opacity: opacity });
}
function band(f, quantiles, color) {
  var low = quantiles[0].slice(0, f.months), high = quantiles[2].slice(0, f.months);
  var there = high.map(function (v, m) { return [f.x(m), f.y(v / 1000)]; });
  var back = low.map(function (v, m) { return [f.x(m), f.y(v / 1000)]; }).reverse();
  return tag('path', { d: polyline(there.concat(back)) + 'z', fill: color, opacity: 0.17 });
}
function coin(x, y) {
  return tag('circle', { cx: round(x), cy: y, r: 7, fill: PAPER, stroke: INK })
    + label(x, y + 4, '$', { 'text-anchor': 'middle', fill: INK, 'font-weight': 700, 'font-size': 11 });
}
function marks(at, f) {
  var s = at.run.scene, found = '';
  s.elections.forEach(function (m) {
    found += line(f.x(m), f.top, f.x(m), f.bottom, MUTED, 1, '4 3');
    found += label(f.x(m) + 4, f.top + 11, t('lab.election'), { 'font-size': 11 });
  });
  regionsOf(at.run, at.place).forEach(function (r) {
    if (s.agreed[r] >= 0) {
      found += tag('path', { d: 'M' + round(f.x(s.agreed[r]) - 6) + ' 5h12l-6 10z', fill: s.imposed[r] ? PAPER : INK, stroke: INK },
        tag('title', {}, esc(at.run.place.regions[r] + colon() + t(s.imposed[r] ? 'lab.imposed' : 'lab.agreed') + ', ' + Words.date(s.agreed[r]))));
    }
    if (s.money[r] >= 0) found += tag('g', {}, coin(f.x(s.money[r]), 27) + tag('title', {}, esc(at.run.place.regions[r] + colon() + t('lab.first_money') + ', ' + Words.date(s.money[r]))));
    s.rounds[r].forEach(function (m) { found += line(f.x(m), f.bottom, f.x(m), f.bottom - 6, INK, 1.4); });
  });
  return found;
}
function axesAlt(at) {
  var s = at.run.scene;
  return t('lab.axes_alt', {
    place: placeName(at.run, at.place), date: Words.date(at.month),
    coop: rateOf(s.coop[at.place][at.month]), conf: rateOf(s.conf[at.place][at.month]), part: rateOf(s.part[at.place][at.month])
  });
}
function axesPicture(at, width, height) {
  var f = frame(at, width, height), s = at.run.scene, n = at.run.place.name.length, found = '';
  for (var y = 0; y <= f.most + 0.001; y += f.most > 0.6 ? 0.2 : 0.1) {
    found += line(f.left, f.y(y), f.right, f.y(y), RULE) + label(f.left - 6, f.y(y) + 4, Words.percent(y), { 'text-anchor': 'end' });
  }
  found += line(f.left, f.y(s.high), f.right, f.y(s.high), COOPERATION, 1, '1 3') + line(f.left, f.y(s.hot), f.right, f.y(s.hot), CONFLICT, 1, '1 3');
  if (at.place >= n) {
    if (at.bands) { found += band(f, at.bands[0][ordinal(at.run, at.place)], COOPERATION) + band(f, at.bands[1][ordinal(at.run, at.place)], CONFLICT); }
  }
  if (at.reference) {
    found += curve(f, at.reference.scene.coop[at.place], COOPERATION, '2 3', 1.6, 0.9) + curve(f, at.reference.scene.conf[at.place], CONFLICT, '2 3', 1.6, 0.9);
  }
  found += marks(at, f) + timeAxis(f);
  found += curve(f, s.coop[at.place], COOPERATION, undefined, 2.4) + curve(f, s.conf[at.place], CONFLICT, '9 3', 2.4) + curve(f, s.part[at.place], MUTED, '3 2', 1.5);
  return svg(width, height, found + tag('g', { class: 'cursor' }, axesCursor(at, f)), axesAlt(at));
}
function axesCursor(at, f) {
  var x = f.x(at.month), found = line(x, f.top, x, f.bottom, INK, 1.2), late = at.month > f.months * 0.7;
  var values = [[at.run.scene.coop[at.place][at.month], COOPERATION], [at.run.scene.conf[at.place][at.month], CONFLICT]];
  var near = Math.abs(f.y(values[0][0] / 1000) - f.y(values[1][0] / 1000)) < 16;
  values.forEach(function (v, k) {
    if (v[0] < 0) return;
    var y = f.y(v[0] / 1000), up = near ? ((v[0] >= values[1 - k][0] && (v[0] !== values[1 - k][0] || k === 0)) ? -9 : 17) : -7;
    found += tag('circle', { cx: round(x), cy: round(y), r: 4, fill: v[1], stroke: PAPER })
      + label(x + (late ? -7 : 7), y + up, Words.percent(v[0] / 1000), { fill: v[1], 'font-weight': 700, 'text-anchor': late ? 'end' : 'start', stroke: PAPER, 'stroke-width': 3, 'paint-order': 'stroke' });
  });
  return found;
}
function axesLegend(at) {
  var item = function (d, text) { return '<span>' + tag('svg', { width: 24, height: 12, 'aria-hidden': 'true' }, d) + esc(text) + '</span>'; };
  var found = item(line(0, 6, 24, 6, COOPERATION, 2.4), t('dynamics.cooperation')) + item(line(0, 6, 24, 6, CONFLICT, 2.4, '9 3'), t('dynamics.conflict'))
    + item(line(0, 6, 24, 6, MUTED, 1.5, '3 2'), t('lab.participation'));
  if (at.reference) found += item(line(0, 6, 24, 6, INK, 1.6, '2 3'), t('lab.reference').toLowerCase());
  return found + item(line(0, 6, 24, 6, MUTED, 1, '1 3'), t('lab.threshold'))
    + item(tag('path', { d: 'M6 1h12l-6 10z', fill: INK }), t('lab.agreed')) + item(tag('path', { d: 'M6 1h12l-6 10z', fill: PAPER, stroke: INK }), t('lab.imposed'))
    + item(tag('circle', { cx: 12, cy: 6, r: 5.5, fill: PAPER, stroke: INK }) + label(12, 10, '$', { 'text-anchor': 'middle', 'font-size': 10, fill: INK }), t('lab.first_money'))
    + item(line(12, 3, 12, 12, INK, 1.4), t('lab.round'));
}
function tenth(v) { return v < 0 ? UNKNOWN : Words.percent(v / 1000, 1); }
function axesTable(at) {
  var s = at.run.scene, rows = [], head = [t('lab.month'), t('dynamics.cooperation'), t('dynamics.conflict'), t('lab.participation')];
  if (at.reference) head = head.concat(['cooperation', 'conflict'].map(function (d) { return t('lab.reference') + colon() + t('dynamics.' + d); }));
  for (var m = 0; m < s.months; m++) {
    var row = [Words.date(m), tenth(s.coop[at.place][m]), tenth(s.conf[at.place][m]), tenth(s.part[at.place][m])];
    if (at.reference) {
      var r = at.reference.scene;
      row = row.concat(m < r.months ? [tenth(r.coop[at.place][m]), tenth(r.conf[at.place][m])] : [UNKNOWN, UNKNOWN]);
    }
    rows.push(row);
  }
  return [head, rows];
}
