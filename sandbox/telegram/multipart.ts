/**
 * multipart/form-data with file names in or out of quotes: grammY leaves the quotes away, which the Bot API takes and the
 * runtimes' own `formData()` does not agree on.
 * @throws Error when the body does not fit its boundary
 */
export function readMultipart(bytes: Uint8Array, contentType: string): [string, string | File][] {
	const boundary = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
	const separator = `\r\n--${boundary?.[1] ?? boundary?.[2] ?? ""}`;
	// One character a byte, so that positions in the text are positions in the bytes.
	const [, ...parts] = `\r\n${latin1(bytes)}`.split(separator);
	if (boundary === null || !parts.at(-1)?.startsWith("--")) throw new Error("multipart body without its boundary");
	return parts.slice(0, -1).map(readPart);
}

function readPart(part: string): [string, string | File] {
	const end = part.indexOf("\r\n\r\n");
	const head = utf8(part.slice(0, end));
	const content = part.slice(end + 4);
	const name = headerParameter(head, "name");
	if (end < 0 || name === null) throw new Error("multipart part without a name");
	const fileName = headerParameter(head, "filename");
	return [name, fileName === null ? utf8(content) : new File([fromLatin1(content)], fileName)];
}

function headerParameter(head: string, name: string): string | null {
	const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;\\r\\n]*))`, "i").exec(head);
	return match === null ? null : (match[1] ?? match[2] ?? "");
}

const latin1 = (bytes: Uint8Array): string => {
	let text = "";
	for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
	return text;
};
const fromLatin1 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(text, (c) => c.charCodeAt(0));
const utf8 = (text: string): string => new TextDecoder().decode(fromLatin1(text));
