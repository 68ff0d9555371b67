// The network at its coordinates: color and shape say the dynamic, size the population, a ring the reference's dynamic.
function mapFrame(net, width, height) {
  var pad = 26, side = width < 560 ? 44 : pad, scale = Math.min((width - 2 * side) / net.width, (height - 2 * pad) / net.height);
  var left = (width - net.width * scale) / 2, top = (height - net.height * scale) / 2;
  return {
    x: function (i) { return left + net.x[i] * scale; }, y: function (i) { return top + net.y[i] * scale; },
    at: function (x, y) { return [left + x * scale, top + y * scale]; },
    r: function (i) { return Math.max(5, Math.min(15, net.radius[i] * scale)); }
  };
}
function look(run, p, m) { return Looks.dynamics[+run.scene.dyn[Math.min(m, run.scene.months - 1)][p]]; }
function territoryAlt(at, i) {
  var s = at.run.scene, text = at.run.place.name[i] + colon() + t('dynamics.' + look(at.run, i, at.month)[0]) + ' ('
    + t('dynamics.cooperation') + ' ' + rateOf(s.coop[i][at.month]) + ', ' + t('dynamics.conflict') + ' ' + rateOf(s.conf[i][at.month]) + ', ' + t('lab.participation') + ' ' + rateOf(s.part[i][at.month]) + ')';
  if (at.reference) text += (Words.lang === 'fr' ? NBSP : '') + '; ' + t('lab.reference').toLowerCase() + colon() + t('dynamics.' + look(at.reference, i, at.month)[0]);
  return text;
}
function mapAlt(at) {
  var counts = Looks.dynamics.map(function () { return 0; }), n = at.run.place.name.length;
  for (var i = 0; i < n; i++) counts[+at.run.scene.dyn[at.month][i]]++;
  var tally = Looks.dynamics.map(function (d, k) { return t('dynamics.' + d[0]) + ' ' + counts[k]; });
  return t('lab.map_alt', { date: Words.date(at.month), tally: Words.join(tally) });
}
function mapPicture(at, width, height) {
  var net = at.run.place, f = mapFrame(net, width, height), found = '';
  net.edges.forEach(function (e) {
    if (net.region[e[0]] === net.region[e[1]]) found += tag('path', { d: polyline([[f.x(e[0]), f.y(e[0])], [f.x(e[1]), f.y(e[1])]]), stroke: '#edf0f3', 'stroke-width': 16, 'stroke-linecap': 'round' });
  });
  net.edges.forEach(function (e) { found += line(f.x(e[0]), f.y(e[0]), f.x(e[1]), f.y(e[1]), '#b3bcc5', 0.9, [undefined, '2 3', '5 3'][e[2]]); });
  (net.labels || []).forEach(function (l) {
    var at2 = f.at(l[1], l[2]), lift = { bottom: -3, center: 4, top: 11 }[l[4]];
    var wide = 7.2 * l[0].length, there = at2[0] + { left: 4, center: 0, right: -4 }[l[3]]; // inside a narrow screen
    var x = l[3] === 'left' ? Math.min(there, width - wide) : l[3] === 'right' ? Math.max(there, wide) : Math.max(wide / 2, Math.min(there, width - wide / 2));
    found += label(x, at2[1] + lift, l[0], { 'text-anchor': { left: 'start', center: 'middle', right: 'end' }[l[3]], 'font-size': 11, 'font-weight': net.regions.length > 1 ? 700 : 400, stroke: PAPER, 'stroke-width': 2.5, 'paint-order': 'stroke' });
  });
  for (var i = 0; i < net.name.length; i++) {
    found += tag('g', { class: 'territory', 'data-place': i, tabindex: 0, role: 'button' }, tag('title', {}) + tag('path', { class: 'ring' }) + tag('path', { class: 'symbol' }));
  }
  found += tag('text', { class: 'chosen', 'font-size': 13, 'font-weight': 700, fill: INK, stroke: PAPER, 'stroke-width': 4, 'paint-order': 'stroke', 'aria-hidden': 'true' });
  return svg(width, height, found, mapAlt(at)).replace('role="img"', 'role="group"');
}
// The months change what symbols look like, not the symbols: whoever stands on one with the keyboard stays there.
function mapUpdate(at, box, width, height) {
  var f = mapFrame(at.run.place, width, height), picture = box.querySelector('svg');
  picture.setAttribute('aria-label', mapAlt(at));
  nameChosen(at, picture.querySelector('.chosen'), f, width);
  box.querySelectorAll('.territory').forEach(function (g) {
    var i = +g.dataset.place, mine = look(at.run, i, at.month), r = at.reference ? Math.max(4, f.r(i) * 0.72) : f.r(i), symbol = g.lastChild, ring = g.children[1], chosen = at.place === i;
    symbol.setAttribute('d', shape(mine[2], f.x(i), f.y(i), r));
    symbol.setAttribute('fill', mine[1]);
    symbol.setAttribute('stroke', INK);
    symbol.setAttribute('stroke-width', chosen ? 3 : 0.8);
    if (at.reference) {
      var theirs = look(at.reference, i, at.month);
      ring.setAttribute('d', shape(theirs[2], f.x(i), f.y(i), r + 3.8));
      ring.setAttribute('fill', PAPER);
      ring.setAttribute('stroke', theirs[1]);
      ring.setAttribute('stroke-width', 3);
    } else ring.removeAttribute('stroke'), ring.setAttribute('d', '');
    var text = territoryAlt(at, i);
    g.setAttribute('aria-label', text);
    g.setAttribute('aria-pressed', String(chosen));
    g.firstChild.textContent = text;
  });
}
function nameChosen(at, text, f, width) { // the name of the territory that one looks at, where it hides fewest others
  var net = at.run.place, i = net.name.length === 1 ? 0 : at.place, here = i < net.name.length;
  text.textContent = here ? net.name[i] : '';
  if (!here) return;
  var wide = 8.2 * net.name[i].length, r = f.r(i) + 6, x = f.x(i), y = f.y(i);
  var spots = [[x + r, y + 4, 'start', x + r], [x - r, y + 4, 'end', x - r - wide], [x, y - r - 3, 'middle', x - wide / 2], [x, y + r + 11, 'middle', x - wide / 2]];
  var hidden = spots.map(function (s) {
    var out = s[3] < 0 || s[3] + wide > width ? 100 : 0;
    (net.labels || []).forEach(function (l) { // names of regions
      var p = f.at(l[1], l[2]), long = 7.2 * l[0].length, left = p[0] - { left: 0, center: long / 2, right: long }[l[3]];
      if (left < s[3] + wide && left + long > s[3] && Math.abs(p[1] - s[1]) < 18) out += 2;
    });
    return out + net.name.filter(function (_, k) { return k !== i && f.x(k) > s[3] - 6 && f.x(k) < s[3] + wide + 6 && Math.abs(f.y(k) - s[1] + 4) < 14; }).length;
  });
  var best = spots[hidden.indexOf(Math.min.apply(null, hidden))];
  text.setAttribute('text-anchor', best[2]);
  text.setAttribute('x', round(best[0]));
  text.setAttribute('y', round(best[1]));
}
function mapLegend(at) {
  var counts = Looks.dynamics.map(function () { return 0; }), n = at.run.place.name.length;
  for (var i = 0; i < n; i++) counts[+at.run.scene.dyn[at.month][i]]++;
  return Looks.dynamics.map(function (d, k) {
    return '<span>' + tag('svg', { width: 16, height: 14, 'aria-hidden': 'true' }, tag('path', { d: shape(d[2], 8, 7, 5), fill: d[1], stroke: INK, 'stroke-width': 0.8 })) + esc(t('dynamics.' + d[0])) + ' <b>' + counts[k] + '</b></span>';
  }).join('') + (at.reference ? '<span>' + tag('svg', { width: 16, height: 14, 'aria-hidden': 'true' }, tag('path', { d: shape('s', 8, 7, 6), fill: PAPER, stroke: MUTED, 'stroke-width': 3 })) + esc(t('lab.ring')) + '</span>' : '');
}
function mapTable(at) {
  var net = at.run.place, s = at.run.scene, head = [t('lab.territory'), t('lab.region'), t('lab.dynamics'), t('dynamics.cooperation'), t('dynamics.conflict'), t('lab.participation')];
  if (at.reference) head.push(t('lab.reference'));
  return [head, net.name.map(function (name, i) {
    var row = [name, net.regions[net.region[i]], t('dynamics.' + look(at.run, i, at.month)[0]), rateOf(s.coop[i][at.month]), rateOf(s.conf[i][at.month]), rateOf(s.part[i][at.month])];
    return at.reference ? row.concat([t('dynamics.' + look(at.reference, i, at.month)[0])]) : row;
  })];
}
