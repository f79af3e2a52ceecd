/** A table of texts; the first cell of a row is its title, the others may have a class. */
export function fillTable(table, titles, rows) {
  table.replaceChildren();
  const head = table.createTHead().insertRow();
  head.append(...titles.map((title) => titleCell('col', title)));
  const body = table.createTBody();
  for (const [name, ...cells] of rows) {
    const line = body.insertRow();
    line.append(titleCell('row', name));
    for (const cell of cells) {
      const { text, className = '' } = typeof cell === 'string' ? { text: cell } : cell;
      Object.assign(line.insertCell(), { textContent: text, className });
    }
  }
}

function titleCell(scope, text) {
  const cell = document.createElement('th');
  cell.scope = scope;
  cell.textContent = text;
  return cell;
}
