/** The style sheet of every page. Colours are variables, so that charts follow light mode, dark mode and print. */

const LIGHT = `
--text:#1c1c21;--muted:#5d5d69;--page:#ffffff;--card:#f5f5f8;--line:#d9d9e0;--accent:#a5461f;--warn:#8a5300;--critical:#b3261e;
--s1:#c2622f;--s2:#2f6f9f;--s3:#4f8a4c;--s4:#8a5aa8;--s5:#b8912a;--s6:#3f8f8f;--s7:#a34a68;--s8:#85858f;
--h0:#ececf1;--h1:#f3d3bf;--h2:#e3a37c;--h3:#c86d3a;--h4:#8a3c12`;
const DARK = `
--text:#ececf1;--muted:#a9a9b6;--page:#17171b;--card:#222228;--line:#3a3a44;--accent:#f0a37c;--warn:#e9b45c;--critical:#ff8a80;
--s1:#e58a57;--s2:#6aaede;--s3:#84c47f;--s4:#c096de;--s5:#e2c063;--s6:#6fc9c9;--s7:#e285a2;--s8:#a3a3ae;
--h0:#2a2a31;--h1:#5a3523;--h2:#94532f;--h3:#d07c48;--h4:#ffc39f`;

const SCREEN = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}
h1{font-size:1.6rem;line-height:1.2;margin:0}
h2{font-size:1.05rem;margin:0 0 .6rem}
section{margin:1.8rem 0 0}
.subtitle{margin:.3rem 0 0;color:var(--muted)}
.demo{font-size:.7rem;text-transform:uppercase;letter-spacing:.05em;border:1px solid var(--warn);color:var(--warn);border-radius:.3rem;padding:.1rem .4rem;vertical-align:middle}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));column-gap:2rem}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.7rem;margin:1.2rem 0 0}
.figures div{background:var(--card);border-radius:.5rem;padding:.7rem .9rem}
.figures dt{color:var(--muted);font-size:.85rem}
.figures dd{margin:0;font-size:1.35rem;font-weight:600;font-variant-numeric:tabular-nums}
.figures div:first-child dd{color:var(--accent)}
.figures small{display:block;font-size:.8rem;font-weight:400;color:var(--muted)}
.note,figcaption{color:var(--muted);font-size:.85rem;margin:.5rem 0 0}
.notice{margin:.6rem 0 0;padding:.4rem .7rem;border-left:.25rem solid var(--line);background:var(--card)}
.notice.warn{border-color:var(--warn)}.notice.critical{border-color:var(--critical)}
table{border-collapse:collapse;width:100%;font-size:.9rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;padding:.28rem .6rem .28rem 0;border-bottom:1px solid var(--line);vertical-align:baseline;overflow-wrap:anywhere}
tr>:last-child{padding-right:0}
.num+:not(.num){padding-left:.5rem}
thead th{color:var(--muted);font-weight:500;font-size:.82rem}
tbody th{font-weight:400}
tfoot th,tfoot td{font-weight:600;border-bottom:0}
.num{text-align:right;white-space:nowrap;overflow-wrap:normal;font-variant-numeric:tabular-nums}
.tight{white-space:nowrap;width:1%}
.meter{display:inline-block;width:7rem;height:.6rem;background:var(--h0);border-radius:.3rem;overflow:hidden;vertical-align:middle}
.meter span{display:block;height:100%;background:var(--s1)}
.meter.warn span{background:var(--warn)}.meter.critical span{background:var(--critical)}
.share{color:var(--muted);font-size:.85em;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:0}
figure svg{display:block;width:100%;height:auto}
figure svg text{font-family:inherit!important}
figure svg.phone{display:none}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.4rem 0 0;padding:0;font-size:.85rem;color:var(--muted)}
.swatch{display:inline-block;width:.75rem;height:.75rem;border-radius:.15rem;margin-right:.4rem;vertical-align:-.05rem;background:currentColor}
.swatch.line{background:none;width:1.1rem;height:.4rem;border-top:2px dashed currentColor;vertical-align:0}
details{font-size:.85rem;margin:.4rem 0 0}
summary{color:var(--muted);cursor:pointer}
footer{margin:2rem 0 0;padding-top:.8rem;border-top:1px solid var(--line);color:var(--muted);font-size:.85rem}
@media (max-width:36rem){
main{padding:1rem .9rem 2rem}
h1{font-size:1.35rem}
.wide{display:none}
.figures{grid-template-columns:1fr 1fr}
figure svg.desk{display:none}
figure svg.phone{display:block}
.meter{width:4.5rem}
}`;

/** Print on A4 or Letter. Backgrounds are printed, because bars and cards consist of them. */
const PRINT = `
@page{margin:12mm}
body{font-size:8.6pt;line-height:1.3}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}
h1{font-size:15pt}h2{font-size:10pt;margin-bottom:1.2mm;break-after:avoid}
section{margin-top:4mm}
.columns{grid-template-columns:1fr 1fr;column-gap:6mm}
.figures{grid-template-columns:repeat(auto-fit,minmax(30mm,1fr));gap:2mm;margin-top:3mm}
.figures div{padding:1.5mm 2.5mm}.figures dd{font-size:12pt}
.figures dt,.figures small,.note,figcaption,.legend,footer{font-size:7.6pt}
table{font-size:8.2pt}thead th{font-size:7.6pt}th,td{padding-top:.5mm;padding-bottom:.5mm}
tr,figure,.notice,.figures div{break-inside:avoid}
.new-page{break-before:page}
.meter{width:14mm;height:1.6mm}
details{display:none}
footer{margin-top:4mm;padding-top:1.5mm}`;

export const STYLE = `:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
${SCREEN}
@media print{:root{color-scheme:light}${PRINT}
}`.replace(/\n/g, "");
