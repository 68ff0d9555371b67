// The network at its coordinates: color and shape say the dynamic, size the population, a ring the reference's dynamic.
function mapFrame(net, width, height) {
  var pad = 26, scale = Math.min((width - 2 * pad) / net.width, (height - 2 * pad) / net.height);
  var left = (width - net.width * scale) / 2, top = (height - net.height * scale) / 2;
  return {
    x: function (i) { return left + net.x[i] * scale; }, y: function (i) { return top + net.y[i] * scale; },
    at: function (x, y) { return [left + x * scale, top + y * scale]; },
    r: function (i) { return Math.max(5, Math.min(15, net.radius[i] * scale)); }
  };
}
function look(run, p, m) { return Looks.dynamics[+run.scene.dyn[Math.min(m, run.scene.months - 1)][p]]; }
function territoryAlt(at, i) {
  var s = at.run.scene, text = at.run.place.name[i] + ' : ' + t('dynamics.' + look(at.run, i, at.month)[0]) + ' ('
    + t('dynamics.cooperation') + ' ' + Words.percent(s.coop[i][at.month] / 1000) + ', ' + t('dynamics.conflict') + ' ' + Words.percent(s.conf[i][at.month] / 1000) + ')';
  if (at.reference) text += ' ; ' + t('lab.reference').toLowerCase() + ' : ' + t('dynamics.' + look(at.reference, i, at.month)[0]);
  return text;
}
function mapAlt(at) {
  var counts = [0, 0, 0, 0], n = at.run.place.name.length;
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
    var wide = 6.6 * l[0].length, x = l[3] === 'left' ? Math.min(at2[0], width - wide) : l[3] === 'right' ? Math.max(at2[0], wide) : at2[0]; // inside a narrow screen
    found += label(x, at2[1] + lift, l[0], { 'text-anchor': { left: 'start', center: 'middle', right: 'end' }[l[3]], 'font-size': 11, 'font-weight': net.regions.length > 1 ? 700 : 400, stroke: PAPER, 'stroke-width': 2.5, 'paint-order': 'stroke' });
  });
  for (var i = 0; i < net.name.length; i++) {
    found += tag('g', { class: 'territory', 'data-place': i, tabindex: 0, role: 'button' }, tag('title', {}) + tag('path', { class: 'ring' }) + tag('path', { class: 'symbol' }));
  }
  return svg(width, height, found, mapAlt(at)).replace('role="img"', 'role="group"');
}
// The months change what symbols look like, not the symbols: whoever stands on one with the keyboard stays there.
function mapUpdate(at, box, width, height) {
  var f = mapFrame(at.run.place, width, height), picture = box.querySelector('svg');
  picture.setAttribute('aria-label', mapAlt(at));
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
function mapLegend(at) {
  var counts = [0, 0, 0, 0], n = at.run.place.name.length;
  for (var i = 0; i < n; i++) counts[+at.run.scene.dyn[at.month][i]]++;
  return Looks.dynamics.map(function (d, k) {
    return '<span>' + tag('svg', { width: 16, height: 14, 'aria-hidden': 'true' }, tag('path', { d: shape(d[2], 8, 7, 5), fill: d[1], stroke: INK, 'stroke-width': 0.8 })) + esc(t('dynamics.' + d[0])) + ' <b>' + counts[k] + '</b></span>';
  }).join('');
}
function mapTable(at) {
  var net = at.run.place, s = at.run.scene, head = [t('lab.territory'), t('lab.region'), t('lab.dynamics'), t('dynamics.cooperation'), t('dynamics.conflict')];
  if (at.reference) head.push(t('lab.reference'));
  return [head, net.name.map(function (name, i) {
    var row = [name, net.regions[net.region[i]], t('dynamics.' + look(at.run, i, at.month)[0]), Words.percent(s.coop[i][at.month] / 1000), Words.percent(s.conf[i][at.month] / 1000)];
    return at.reference ? row.concat([t('dynamics.' + look(at.reference, i, at.month)[0])]) : row;
  })];
}
