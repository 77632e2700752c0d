import { formatTimestamp } from "../accurate/clock.ts";
import type { Manners } from "../accurate/state.ts";
import { updateRecord } from "../accurate/store.ts";
import { announce } from "../accurate/webhook.ts";
import { createRandom, type Random } from "../scenarios/random.ts";
import type { World } from "../world.ts";
import { ConnectionReset } from "./fault-answers.ts";
import { pause } from "./time.ts";

/** One live distributor's Accurate, as one client has measured it (facts 13). */
export const DISTRIBUTOR: Manners = {
	firstPageMs: 310,
	deepPageMs: 1_040,
	deepPage: 300,
	detailMs: 1_200,
	dropsBetween: [250, 300],
	priceRows: 557,
	ordersPerDay: 1_500,
};

const OPENS = 11;
const CLOSES = 17;
const HOUR_MS = 3_600_000;

/** What a call of the data host takes longer, or meets, where Accurate has the manners of a real one; nothing without them. */
export function createManners(world: World): { meet(request: Request): Promise<void> } {
	const random = createRandom(20260926);
	let untilDrop: number | null = null;
	let orderedAt: number | null = null;

	async function meet(request: Request): Promise<void> {
		const { manners } = world.state.accurate;
		if (!manners) return;
		orderedAt = takeOrders(world, manners, random, orderedAt ?? world.now());
		await pause(slowness(manners, request), request.signal);
		untilDrop ??= random.integer(...manners.dropsBetween);
		if (--untilDrop > 0) return;
		untilDrop = null;
		throw new ConnectionReset();
	}

	return { meet };
}

/** Pages that were measured had so many rows. */
const MEASURED_ROWS = 100;
/** What a row beyond these takes: nobody has measured it, so it is guessed high. */
const ROW_MS = 1;

function slowness({ firstPageMs, deepPageMs, deepPage, detailMs }: Manners, request: Request): number {
	const { pathname, searchParams } = new URL(request.url);
	if (pathname.endsWith("/item/detail.do")) return detailMs;
	if (!pathname.endsWith("/list.do")) return firstPageMs;
	const rows = Number(searchParams.get("sp.pageSize") ?? MEASURED_ROWS);
	const before = (Number(searchParams.get("sp.page") ?? 1) - 1) * rows;
	const depth = Math.min(1, before / MEASURED_ROWS / (deepPage - 1));
	return firstPageMs + depth * (deepPageMs - firstPageMs) + Math.max(0, rows - MEASURED_ROWS) * ROW_MS;
}

/** Orders touch their customer without changing what is shared: its balance moves, and with it its last update. */
function takeOrders(world: World, { ordersPerDay }: Manners, random: Random, since: number): number {
	const every = ((CLOSES - OPENS) * HOUR_MS) / ordersPerDay;
	const now = world.now();
	const hour = Number(formatTimestamp(now).slice(11, 13));
	const { accurate } = world.state;
	if (hour < OPENS || hour >= CLOSES) return now;
	let at = since;
	for (; at + every <= now; at += every) {
		const customer = accurate.records.customer[random.integer(0, accurate.records.customer.length - 1)];
		if (!customer) break;
		updateRecord(accurate, "customer", customer, { ...customer.values }, now);
		announce(world, "customer", customer, "WRITE");
	}
	return at;
}
