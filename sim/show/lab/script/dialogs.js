// The tour, the link and the files.
function assumptions(picture) {
  get('assumptions?' + request()).then(function (rows) { openAssumptions(rows, picture); }, function (why) { say(why.message); });
}
function share() {
  var link = location.origin + address();
  var pictures = ['map', 'axes', 'why', 'money', 'tables'].map(function (k) { return option(k, t('lab.' + k)); }).join('');
  openDialog(t('lab.share'), '<p><label for="link">' + esc(t('lab.link_is')) + '</label></p><input id="link" readonly value="' + esc(link) + '"> <button id="copy">' + esc(t('lab.copy_link')) + '</button> <span id="copied" role="status"></span>'
    + '<p class="row"><a class="button" id="yaml" download href="scenario.yaml?' + esc(request()) + '">' + esc(t('lab.save_yaml')) + '</a> <a class="button" id="csv" download href="numbers.csv?' + esc(request() + '&lang=' + State.lang) + '">' + esc(t('lab.save_csv')) + '</a></p><p><small>' + esc(t('lab.yaml_how')) + '</small></p>'
    + '<p class="row"><label for="which">' + esc(t('lab.save_which')) + '</label> <select id="which">' + pictures + '</select> <button id="svg">' + esc(t('lab.save_svg')) + '</button> <button id="png">' + esc(t('lab.save_png')) + '</button></p>'
    + '<p class="row"><span id="open-yaml">' + esc(t('lab.open_yaml')) + '</span> <input id="file" type="file" accept=".yaml,.yml" aria-labelledby="open-yaml"><label for="file" class="button">' + esc(t('lab.choose_file')) + '</label></p><p id="opened" role="status"></p>');
  byId('copy').addEventListener('click', function () {
    byId('link').select();
    var done = function () { byId('copied').textContent = t('lab.copied'); };
    if (navigator.clipboard) navigator.clipboard.writeText(link).then(done, function () { document.execCommand('copy'); done(); }); else { document.execCommand('copy'); done(); }
  });
  byId('svg').addEventListener('click', function () { savePicture(byId('which').value, 'svg'); });
  byId('png').addEventListener('click', function () { savePicture(byId('which').value, 'png'); });
  byId('file').addEventListener('change', function () { openScenario(this.files[0]); });
}
function openScenario(file) {
  if (!file) return;
  if (file.size > 65536) { byId('opened').textContent = t('lab.too_long', { n: 64 }); return; }
  file.text().then(function (text) { return get('open', text); }).then(function (found) {
    byId('dialog').close();
    State.reference = null;
    load(found.query);
  }, function (why) { byId('opened').textContent = why.message; });
}
function keep(blob, name) {
  var a = document.createElement('a');
  a.href = URL.createObjectURL(blob); a.download = name;
  document.body.appendChild(a); a.click(); a.remove();
  setTimeout(function () { URL.revokeObjectURL(a.href); }, 5000);
}
// The legend of the page, of spans or of plain text, as rows of a picture; [SVG, how high].
function legendRows(html, width) {
  var box = document.createElement('div'), found = '', x = 10, row = 0;
  box.innerHTML = html;
  if (!box.querySelector('span')) return [label(10, 12, box.textContent.trim(), { fill: INK }), box.textContent.trim() ? 20 : 0];
  box.querySelectorAll('span').forEach(function (item) {
    var sign = item.querySelector('svg'), wide = +sign.getAttribute('width') + 6, text = item.textContent.trim(), signed = sign.querySelector('text');
    if (signed) text = text.slice(signed.textContent.length); // what the sign itself writes
    if (x + wide + 7 * text.length > width - 10) { x = 10; row++; }
    sign.setAttribute('x', x); sign.setAttribute('y', 18 * row + 1);
    found += new XMLSerializer().serializeToString(sign) + label(x + wide, 18 * row + 12, text, { fill: INK });
    x += wide + 7 * text.length + 14;
  });
  return [found, 18 * row + 22];
}
// A picture that is kept says what it shows: title and legend above, place, month, scenario and seed below.
function wholePicture(name) {
  var view = Views.find(function (v) { return v.name === name; }), at = now(), width = 900, height = name === 'map' || name === 'axes' ? 520 : 420, legend = legendRows(view.legend(at), width), head = 40 + legend[1], foot = 42;
  var inside = document.createElement('div');
  inside.innerHTML = view.picture(at, width, height);
  if (view.update) view.update(at, inside, width, height);
  var under = [placeName(at.run, at.place) + ', ' + Words.date(at.month) + '. ' + nameOf(State) + (State.reference ? '. ' + t('lab.versus', { name: nameOf(State.reference) }) : '') + '. ' + t('lab.luck') + colon() + State.seed + '.', t('lab.warning') + (weak(at) ? ' * ' + t('lab.extrapolated') : '')];
  var text = '<rect width="100%" height="100%" fill="#fff"/>' + label(10, 27, t('lab.' + name), { 'font-size': 19, 'font-weight': 700, fill: INK }) + '<g transform="translate(0 36)">' + legend[0] + '</g>';
  var drawn = inside.querySelector('svg');
  drawn.setAttribute('y', head);
  text += new XMLSerializer().serializeToString(drawn); // XML, which HTML's own text is not
  under.forEach(function (l, k) { text += label(10, head + height + 16 + 16 * k, l, { 'font-size': 11.5 }); });
  return '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + (height + head + foot) + '" viewBox="0 0 ' + width + ' ' + (height + head + foot) + '" font-family="' + esc(FONT) + '" font-size="12">' + text + '</svg>';
}
function savePicture(name, kind) {
  var text = wholePicture(name), blob = new Blob([text], { type: 'image/svg+xml;charset=utf-8' }), file = 'concertation_' + name + '_' + (at0() + 1) + '.' + State.lang;
  if (kind === 'svg') { keep(blob, file + '.svg'); return; }
  var image = new Image(), url = URL.createObjectURL(blob);
  image.onload = function () {
    var canvas = document.createElement('canvas');
    canvas.width = image.width * 2; canvas.height = image.height * 2;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    canvas.toBlob(function (png) { keep(png, file + '.png'); });
  };
  image.src = url;
}
function at0() { return Shown.month; }
var STEPS = [['map', 'play'], ['axes'], ['why', 'place'], ['reference', 'sliders'], ['verdict', 'share']];
function tour(k) {
  var box = byId('guide');
  document.querySelectorAll('.pointed').forEach(function (e) { e.classList.remove('pointed'); });
  if (k === null || k >= STEPS.length) { box.hidden = true; byId('tour').focus(); return; }
  if (k > 2) byId('controls').open = true;
  STEPS[k].forEach(function (id) { byId(id).classList.add('pointed'); });
  byId(STEPS[k][0]).scrollIntoView({ block: 'nearest' });
  box.hidden = false;
  box.innerHTML = '<p><b>' + esc(t('lab.step_of', { k: k + 1, n: STEPS.length })) + '</b> ' + esc(t('lab_tour.' + (k + 1))) + '</p><div class="row">'
    + (k ? '<button id="tour-back">' + esc(t('lab.previous')) + '</button>' : '') + '<button id="tour-next" class="strong">' + esc(k + 1 < STEPS.length ? t('lab.next') : t('lab.end')) + '</button><button id="tour-end">' + esc(t('lab.close')) + '</button></div>';
  if (k) byId('tour-back').addEventListener('click', function () { tour(k - 1); });
  byId('tour-next').addEventListener('click', function () { tour(k + 1); });
  byId('tour-end').addEventListener('click', function () { tour(null); });
  byId('tour-next').focus();
}
