/** The account host and every data host of the vendor are in it (facts 0 and 1.2). */
const DOMAIN = "accurate.id";

const ofVendor = (host: string): boolean => host === DOMAIN || host.endsWith(`.${DOMAIN}`);
const ofThisMachine = (host: string): boolean => host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Whether the login that goes to `from` may go to `to` as well, when Accurate names `to` as the place of a database: on the same
 * host, or among the vendor's own, or all on this machine; and never from an encrypted line to an open one. Whoever can put a
 * host into an answer (a proxy, a database that was moved by somebody else) does not get the login that way.
 */
export function mayCarryLogin(from: string, to: string): boolean {
	const [here, there] = [URL.parse(from), URL.parse(to)];
	if (!here || !there || there.username !== "" || there.password !== "") return false;
	if (there.protocol !== "https:" && (there.protocol !== "http:" || here.protocol !== "http:")) return false;
	const hosts = [here.hostname, there.hostname];
	return here.hostname === there.hostname || hosts.every(ofVendor) || hosts.every(ofThisMachine);
}
