import { BASE_CSS } from "./style/base.ts";
import { CHAT_CSS } from "./style/chat.ts";
import { DIALOG_CSS } from "./style/dialog.ts";
import { PANEL_CSS } from "./style/panel.ts";

export const STYLE = [BASE_CSS, CHAT_CSS, PANEL_CSS, DIALOG_CSS].join("\n");
