import { html } from "hono/html";
import { fieldKind, fieldName, formatValue } from "../../../domain/fields.ts";
import type { Entity, FieldValue } from "../../../domain/model.ts";
import type { Frame, Html } from "../frame.ts";

/** A value of a shared field as its reader writes it; what is empty or unknown is told apart by its looks, too. */
export function shown({ language }: Frame, entity: Entity, field: string, value: FieldValue | undefined): Html {
	const text = formatValue(value, language, fieldKind(entity, field));
	return value === null || value === undefined ? html`<i>${text}</i>` : html`<span>${text}</span>`;
}

export const named = ({ language }: Frame, entity: Entity, field: string): string => fieldName(entity, field, language);
