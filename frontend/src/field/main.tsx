import { render } from "preact";

const root = document.getElementById("field");
if (root) render(<p>正在准备…</p>, root);
