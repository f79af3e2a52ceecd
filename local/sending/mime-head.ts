export interface MimeHeader {
  readonly name: string;
  readonly value: string;
}

/** The headers of a MIME message, unfolded, as they were sent. */
export function headersOf(mime: Buffer): MimeHeader[] {
  return headText(mime)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 1 ? [] : [{ name: line.slice(0, colon), value: line.slice(colon + 1).trim() }];
    });
}

/** Of the first header of a name, in whatever case it is written. */
export function headerValue(headers: readonly MimeHeader[], name: string): string | undefined {
  return headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;
}

function headText(mime: Buffer): string {
  const ends = ['\r\n\r\n', '\n\n'].map((end) => mime.indexOf(end)).filter((at) => at >= 0);
  return mime.toString('utf8', 0, ends.length === 0 ? mime.length : Math.min(...ends));
}

/** `news@shop.example` of `"Shop" <news@shop.example>`. */
export function bareAddress(address: string): string {
  return /<([^>]+)>/.exec(address)?.[1] ?? address.trim();
}
