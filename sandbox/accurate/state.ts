export const MODULE_NAMES = [
	"customer",
	"item",
	"employee",
	"item-category",
	"customer-category",
	"unit",
	"payment-term",
	"price-category",
	"branch",
	"department",
	"warehouse",
	"currency",
	"tax",
	"auto-number",
] as const;
export type ModuleName = (typeof MODULE_NAMES)[number];

export type Scalar = string | number | boolean;
/** One row of a detail list (contact, shipping address). */
export interface Row {
	readonly [field: string]: Scalar;
}
/** References are stored as ids, so that a renamed category shows its new name everywhere. An empty field has no key. */
export type StoredValue = Scalar | readonly number[] | readonly Row[];
export type Values = { [field: string]: StoredValue };

export interface StoredRecord {
	readonly id: number;
	optLock: number;
	/** Epoch ms. */
	createDate: number;
	/** Epoch ms. */
	lastUpdate: number;
	values: Values;
	/** Name of the transactions that use the record; a delete of such a record is refused. */
	usedIn?: string;
}

export interface Grant {
	readonly redirectUri: string;
	readonly scopes: readonly string[];
	readonly expiresAt: number;
}

export interface Authorization {
	readonly accessToken: string;
	readonly refreshToken: string;
	readonly scopes: readonly string[];
	readonly expiresAt: number;
}

export interface WebhookEvent {
	readonly databaseId: number;
	readonly type: string;
	readonly timestamp: string;
	readonly uuid: string;
	readonly data: readonly Readonly<Record<string, string | number>>[];
}

/** How slow and how big a live database is, where a scenario plays one. Times in ms. */
export interface Manners {
	readonly firstPageMs: number;
	/** Of the page `deepPage` and all behind it; between the two it grows evenly. */
	readonly deepPageMs: number;
	readonly deepPage: number;
	/** Of an item's details. */
	readonly detailMs: number;
	/** A connection drops once in so many calls. */
	readonly dropsBetween: readonly [number, number];
	/** Rows of selling prices in each item's details. */
	readonly priceRows: number;
	/** Each touches a customer, between 11 and 17. */
	readonly ordersPerDay: number;
}

/** Accurate Online as plain JSON. Records are only changed through store.ts, which keeps the indexes over them right. */
export interface AccurateState {
	database: { id: number; alias: string; trial: boolean; expired: boolean; moved: boolean };
	/** One sequence per database, above all seeds (facts 2.4). */
	nextId: number;
	/** Last number given out by auto-numbering, per module. */
	autoNumbers: Partial<Record<ModuleName, number>>;
	/** Per module in ascending order of id. */
	records: Record<ModuleName, StoredRecord[]>;
	/** `scopes` null: all rights. Narrow it to play a login without the right to a module. */
	apiToken: { revoked: boolean; scopes: readonly string[] | null };
	/** `authorization`: the only live one of this account and app (facts 1.1). */
	oauth: { codes: Record<string, Grant>; authorization: Authorization | null };
	/** Session → expiry. */
	sessions: Record<string, number>;
	sessionLifeMs: number;
	/**
	 * What open-db.do tells of the licence (facts 1.2), as epoch ms; null: it does not name the date. Absent: both are a year away, as they
	 * always were here. `refreshRefused`: the account host takes no refresh token, as after a new authorization elsewhere (facts 1.1).
	 */
	terms?: { licenseEnd: number | null; accessibleUntil: number | null; refreshRefused: boolean };
	webhook: { url: string | null; expiresAt: number };
	webhookHistory: { at: number; event: WebhookEvent }[];
	/** `shape`: what exceeding looks like is unknown (facts 7), so both guesses can be played. */
	rateLimit: { perSecond: number; parallel: number; shape: "http-429" | "http-200" };
	/** null: as quick and as small as can be. */
	manners: Manners | null;
	/** Behaviour nobody has proven; each can be played both ways. */
	switches: {
		/** Whether item and employee answers carry createDate and lastUpdate. */
		showLastUpdate: boolean;
		maxPageSize: number | null;
		/** Key of the database block in api-token.do. */
		tokenDatabaseKey: "database" | "data usaha";
		/** open-db.do fails with this text and HTTP 500. */
		openDbError: string | null;
		/** A database with branches may insist that a create names one. */
		demandsBranch: boolean;
		/** Whether a new item needs its category and unit, or is given the database's own. */
		itemNeedsMasters: boolean;
		/** detail.do of what is deleted answers an empty `d` and no word (facts 13.2). */
		emptyAfterDelete: boolean;
		/** What a login by OAuth is refused in: the language of its user (facts 13). */
		userLanguage: "id" | "en";
	};
}
