'use strict';
for (const browser of document.querySelectorAll('.browser')) {
  const filters = browser.querySelector('.filters');
  const buttons = [...filters.querySelectorAll('button')];
  const search = filters.querySelector('input');
  const items = [...browser.querySelectorAll('.item')];
  let group = '';
  const show = () => {
    const words = search.value.trim().toLowerCase();
    for (const item of items) {
      item.hidden = (group !== '' && item.dataset.group !== group) || !item.dataset.search.includes(words);
    }
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      group = button.dataset.group;
      buttons.forEach(b => b.setAttribute('aria-pressed', String(b === button)));
      show();
    });
  }
  search.addEventListener('input', show);
  filters.hidden = false;
}
for (const svg of document.querySelectorAll('svg[data-points]')) {
  const points = svg.dataset.points.trim().split(' ').map(p => p.split(','));
  const cursor = svg.querySelector('.cursor');
  const now = svg.closest('figure').querySelector('.now');
  const last = now.textContent;
  svg.addEventListener('pointermove', event => {
    const x = (event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth * svg.viewBox.baseVal.width;
    const near = points.reduce((a, b) => Math.abs(b[0] - x) < Math.abs(a[0] - x) ? b : a);
    cursor.setAttribute('cx', near[0]);
    cursor.setAttribute('cy', near[1]);
    cursor.style.display = 'block';
    now.textContent = near[3] + ' at step ' + near[2];
  });
  svg.addEventListener('pointerleave', () => {
    cursor.style.display = 'none';
    now.textContent = last;
  });
}
