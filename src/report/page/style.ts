/** The style sheet of a report's page: phone and desktop, light and dark, and print. */

import { dark, light, type PageColours } from "../figure/palette.ts";
import { drawingStyles } from "./chart/theme.ts";

const variables = ({ page, ink, muted, grid, axis, lines }: PageColours): string =>
  `--page:${page};--ink:${ink};--muted:${muted};--line:${grid};--axis:${axis};--accent:${lines[0]};--better:${lines[2]};--worse:${lines[1]}`;

const RULES = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 Inter,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,header,footer{max-width:1120px;margin:0 auto;padding:0 20px}
header{padding-top:44px}
h1{font-size:34px;line-height:1.15;letter-spacing:-.02em;margin:0 0 10px;text-wrap:balance}
h2{font-size:25px;line-height:1.2;letter-spacing:-.015em;margin:0 0 6px;padding-top:18px;overflow-wrap:anywhere}
h3{font-size:17px;margin:36px 0 10px}
p{margin:8px 0;max-width:76ch}
.lead{color:var(--muted)}
section{border-top:1px solid var(--line);margin-top:40px;padding-top:6px}
nav ol{display:flex;flex-wrap:wrap;gap:4px 22px;list-style:none;padding:0;margin:18px 0 0}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:3px}
code,pre{font:13px/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
pre{margin:10px 0;padding:12px 14px;border:1px solid var(--line);border-radius:8px;overflow-x:auto}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:10px;overflow:hidden;margin:20px 0;padding:0}
.tiles div{background:var(--page);padding:13px 16px;display:flex;flex-direction:column}
.tiles dd{order:-1;margin:0;font-size:25px;font-weight:600;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.tiles dt{color:var(--muted);font-size:13px;line-height:1.35}
.row{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:34px 40px;margin:22px 0;align-items:start}
.odd>figure:first-child{grid-column:1/-1}
.odd>figure:first-child figcaption{max-width:560px;margin-left:auto;margin-right:auto}
figure{margin:0;min-width:0}
figure>svg{display:block;width:100%;height:auto;max-width:560px;margin:0 auto}
figcaption{font-size:13.5px;line-height:1.45;color:var(--muted);margin-top:8px}
figcaption b{color:var(--ink);font-weight:600}
.scroll{overflow-x:auto;-webkit-overflow-scrolling:touch;margin:10px 0 18px}
table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums;min-width:min(100%,640px)}
caption{text-align:left;color:var(--muted);font-size:13.5px;padding:0 0 8px;max-width:min(76ch,calc(100vw - 40px))}
th,td{padding:6px 14px 6px 0;text-align:left;vertical-align:baseline;white-space:nowrap}
th:last-child,td:last-child{padding-right:2px}
th{font-weight:600;border-bottom:1.5px solid var(--axis)}
td{border-bottom:1px solid var(--line)}
.r{text-align:right}
.w{white-space:normal;min-width:150px}
.head{font-weight:600}
.better{color:var(--better);font-weight:600}
.worse{color:var(--worse);font-weight:600}
.muted{color:var(--muted)}
.best{font-weight:700}
.formula{overflow-x:auto;padding:6px 0;margin:8px 0}
math{font-family:"Cambria Math","STIX Two Math","Latin Modern Math","DejaVu Math TeX Gyre",math;font-size:1.06em}
td math{font-size:1.05em;white-space:nowrap}
.formula math[display=block]{display:block math;text-align:left;width:max-content;margin:0}
math .tml-right{text-align:right}
math .tml-left{text-align:left}
math mtd{padding:.28em 0}
details{border:1px solid var(--line);border-radius:8px;margin:8px 0;padding:0 14px}
summary{cursor:pointer;padding:9px 0;font-size:14.5px;font-weight:500}
details[open]{padding-bottom:10px}
.steps{list-style:none;margin:12px 0;padding:0}
.steps li{position:relative;padding:0 0 16px 24px;border-left:2px solid var(--line);margin-left:6px}
.steps li:last-child{border-left-color:transparent;padding-bottom:0}
.steps li::before{content:"";position:absolute;left:-7px;top:6px;width:8px;height:8px;border-radius:50%;border:2px solid var(--accent);background:var(--page)}
.steps li:last-child::before{background:var(--accent)}
.steps small{color:var(--muted);font-size:13px}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:3px 18px;font-size:14px;margin:14px 0}
.facts dt{color:var(--muted)}
.facts dd{margin:0}
.commands{margin:0;padding:0;list-style:none}
.commands li{margin:0 0 12px;font-size:14px}
.commands pre{margin:4px 0 0;white-space:pre-wrap;overflow-wrap:anywhere}
footer{color:var(--muted);font-size:13px;border-top:1px solid var(--line);margin-top:48px;padding-top:14px;padding-bottom:40px}
@media (max-width:760px){
.row{grid-template-columns:minmax(0,1fr)}
header{padding-top:26px}
h1{font-size:27px}
h2{font-size:21px}
main,header,footer{padding-left:16px;padding-right:16px}
.tiles{grid-template-columns:1fr 1fr}
table{font-size:13px}
th,td{padding-right:11px}
}
@media print{
@page{margin:16mm 14mm}
body{font-size:10.5pt}
main,header,footer{max-width:none;padding:0}
nav,summary{display:none}
section{break-before:page;border:0;margin-top:0}
section:first-of-type{break-before:auto}
figure,tr,.tiles,.steps li,.commands li{break-inside:avoid}
h2,h3,caption{break-after:avoid}
details{border:0;padding:0}
details::details-content{content-visibility:visible;display:block;height:auto}
.scroll,.formula{overflow:visible}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
table{font-size:8.6pt;min-width:0}
th,td{padding-right:7px}
.row{gap:16px 22px}
a{color:inherit;text-decoration:none}
}`;

export const styleSheet = (): string =>
  [
    `:root{color-scheme:light dark;${variables(light)}}`,
    `@media screen and (prefers-color-scheme:dark){:root{${variables(dark)}}}`,
    RULES.trim(),
    drawingStyles(),
  ].join("\n");
