import "../../../src/tongxin/web/static/css/tokens.css";
import "../../../src/tongxin/web/static/css/base.css";
import "../../../src/tongxin/web/static/css/parts.css";
import "../../../src/tongxin/web/static/css/pages.css";
import "./field.css";
import { render } from "preact";
import { App } from "./app.tsx";

const root = document.getElementById("field");
if (root) {
  root.textContent = "";
  render(<App />, root);
}
