import type { World } from "../world.ts";
import { formatDate } from "./clock.ts";
import type { AccurateState } from "./state.ts";

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

/** The host that open-db.do and api-token.do name. */
export const dataHost = ({ state, origins }: World): string =>
	`${state.accurate.database.moved ? origins.moved : origins.data}/accurate/host/${state.accurate.database.id}`;

/** From now on the old host answers 308 (facts 1.5). */
export function moveDatabase(world: World): void {
	world.state.accurate.database.moved = true;
	world.touched();
}

/** Both dates are the beginning of a day in UTC+7; what a host does not name is not there. */
function licence(world: World): Readonly<Record<string, string>> {
	const { licenseEnd, accessibleUntil } = termsOf(world);
	return {
		...(licenseEnd === null ? {} : { licenseEnd: formatDate(licenseEnd) }),
		...(accessibleUntil === null ? {} : { accessibleUntil: formatDate(accessibleUntil) }),
	};
}

export const termsOf = (world: World): NonNullable<AccurateState["terms"]> =>
	world.state.accurate.terms ?? {
		...{ licenseEnd: world.now() + YEAR_MS, accessibleUntil: world.now() + YEAR_MS },
		refreshRefused: false,
	};

/** A new session; others stay alive (whether a second one kills the first is unknown). Shape of open-db.do. */
export function openSession(world: World): Readonly<Record<string, unknown>> {
	const { accurate } = world.state;
	const now = world.now();
	for (const [session, expiresAt] of Object.entries(accurate.sessions)) {
		if (expiresAt <= now) delete accurate.sessions[session];
	}
	const session = crypto.randomUUID();
	accurate.sessions[session] = now + accurate.sessionLifeMs;
	world.touched();
	return {
		session,
		host: dataHost(world),
		dataVersion: "20260611103014",
		...licence(world),
		admin: true,
		trial: accurate.database.trial,
	};
}

/** All sessions end now, as an expired one does. */
export function expireSessions(world: World): void {
	world.state.accurate.sessions = {};
	world.touched();
}

/** The access token ends now; its refresh token still works. */
export function expireAccessToken(world: World): void {
	const { oauth } = world.state.accurate;
	if (oauth.authorization) oauth.authorization = { ...oauth.authorization, expiresAt: world.now() };
	world.touched();
}
