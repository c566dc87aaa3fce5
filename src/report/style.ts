/**
 * The one style sheet. Every pair of colours has a contrast of at least 4.5 (WCAG 2.2, 1.4.3); `test/browser` computes it
 * for every text in both schemes. Paper is always white.
 */
export const style = `
:root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--ink:#17212b;--soft:#53606e;--line:#d8dee5;--accent:#0b57a4;--grid:#e4e8ed;
--good:#0b6239;--warn:#7d4a00;--bad:#a8221a;--good-tint:#e3f4ea;--warn-tint:#fdf0d9;--bad-tint:#fce8e6;--soft-tint:#edf0f3}
@media screen and (prefers-color-scheme:dark){:root{--bg:#0e141b;--card:#161e27;--ink:#e7edf3;--soft:#a7b4c1;--line:#2d3a47;--accent:#86bdff;--grid:#253140;
--good:#6ad69c;--warn:#f2bd66;--bad:#ff9a91;--good-tint:#12301f;--warn-tint:#33260f;--bad-tint:#3b1a18;--soft-tint:#212c37}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--bg);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
header,main,footer,nav{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1{font-size:2rem;line-height:1.2;margin:.1em 0 .4em;letter-spacing:-.02em;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .8em;letter-spacing:-.01em}
h3{font-size:1rem;margin:1.4em 0 .5em;overflow-wrap:anywhere}
h4{font-size:.9rem;margin:1em 0 .3em}
p{margin:.5em 0}
section>:last-child,.card>:last-child{margin-bottom:0}
.brand{color:var(--soft);font-weight:600;letter-spacing:.06em;text-transform:uppercase;font-size:.75rem;margin:0}
.soft{color:var(--soft)}
.bad{color:var(--bad)}
.lead{font-size:1.1rem;margin:0 0 .8em}
a{color:var(--accent)}
:focus-visible,input:focus,input::-webkit-calendar-picker-indicator:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-100rem;top:0;background:var(--card);color:var(--accent);padding:.7rem 1rem;z-index:1}
.skip:focus{left:1rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;padding:0;margin:1.2rem 0 0;font-size:.9rem}
nav a{display:inline-block;padding:.3rem 0}
section{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:1.5rem;margin:1.25rem 0}
.card{border:1px solid var(--line);border-radius:10px;padding:1rem;margin:1rem 0}
.card h3{margin:0}
footer{color:var(--soft);font-size:.875rem;padding-bottom:3rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.8rem 0}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(3,1fr);gap:.75rem;margin:0}
.tile{border-radius:10px;padding:.8rem 1rem;background:var(--soft-tint)}
.tile dt{font-size:.9rem}
.tile dd{margin:0;font-size:1.75rem;line-height:1.25;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:-.02em}
.tile dd .soft{font-size:.9rem;font-weight:400;letter-spacing:0;color:inherit;white-space:nowrap}
.tile.accepted{background:var(--good-tint);color:var(--good)}.tile.held{background:var(--warn-tint);color:var(--warn)}.tile.refused{background:var(--bad-tint);color:var(--bad)}
.share{display:block;width:100%;height:8px;border-radius:4px;margin:1rem 0 1.4rem}
.share .accepted{fill:var(--good)}.share .held{fill:var(--warn)}.share .refused{fill:var(--bad)}
.scroll{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.925rem}
th,td{text-align:start;vertical-align:top;padding:.5rem .9rem .5rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th:last-child,td:last-child{padding-inline-end:0}
thead th{color:var(--soft);font-weight:600;font-size:.82rem;white-space:nowrap;overflow-wrap:normal}
tbody th{font-weight:500;overflow-wrap:break-word}
tbody tr:last-child>*{border-bottom:0}
.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
tbody th code{white-space:nowrap}
.example{margin:.15rem 0 0;color:var(--soft);font-weight:400;font-size:.9rem;max-width:44rem}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.86em;overflow-wrap:anywhere}
pre{white-space:pre-wrap;background:var(--soft-tint);border-radius:8px;padding:.8rem;margin:.5rem 0}
.mark{display:inline-block;border-radius:99px;padding:.05rem .65rem;font-size:.82rem;font-weight:600;white-space:nowrap;background:var(--soft-tint);color:var(--soft)}
.mark.proven,.mark.accepted,.mark.state-trusted,.mark.cause-timing{background:var(--good-tint);color:var(--good)}
.mark.unknown,.mark.held,.mark.state-watch,.mark.cause-mapping{background:var(--warn-tint);color:var(--warn)}
.mark.refused,.mark.refuted,.mark.state-suppressed,.mark.cause-defect{background:var(--bad-tint);color:var(--bad)}
.banner{border-radius:14px;padding:1rem 1.5rem;margin:1.25rem 0;background:var(--soft-tint);border:2px solid var(--line)}
.banner p{margin:.1rem 0}
.banner .brand{color:inherit}
.banner .big{font-size:1.7rem;font-weight:700;line-height:1.2;letter-spacing:-.01em}
.banner.proven,.banner.unknown,.banner.refuted{border-color:currentColor}
.banner.proven{background:var(--good-tint);color:var(--good)}.banner.unknown{background:var(--warn-tint);color:var(--warn)}.banner.refuted{background:var(--bad-tint);color:var(--bad)}
figure{margin:0 0 1.5rem}
figure:last-child{margin-bottom:0}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:.3rem 1rem;margin-bottom:.5rem}
figcaption h3{margin:0}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;list-style:none;margin:0;padding:0;font-size:.85rem}
.legend svg{display:inline-block;width:12px;height:12px;vertical-align:-1px}
svg{display:block;width:100%;height:auto;overflow:visible}
.axis line{stroke:var(--grid)}
svg text{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
.dots{stroke:var(--accent);stroke-width:4;stroke-linecap:round;fill:none;opacity:.75}
.crosses{stroke:var(--bad);stroke-width:1.6;fill:none}
.band rect{fill:var(--bad-tint)}.band line{stroke:var(--bad);stroke-dasharray:4 3}.band text{fill:var(--bad);font-weight:600}
.line{stroke:var(--accent);stroke-width:2;fill:none;stroke-linejoin:round}
circle{stroke:var(--card);stroke-width:1.5}
circle.state-trusted{fill:var(--good)}circle.state-watch{fill:var(--warn)}circle.state-suppressed{fill:var(--bad)}circle.state-unknown{fill:var(--soft)}
.narrow{display:none}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));gap:1rem}
.multiples .card{margin:0}
.multiples p{font-size:.9rem}
blockquote{margin:.6rem 0;padding:.2rem 0 .2rem 1rem;border-inline-start:3px solid var(--line);color:var(--soft)}
details{margin-top:.6rem}
summary{cursor:pointer;color:var(--accent);padding:.25rem 0;font-size:.9rem;width:fit-content}
.patch,.open{margin:.3rem 0;padding-inline-start:1.2rem}
.open li{margin:.25rem 0}
ol.path,ol.story{list-style:none;margin:1rem 0 0;padding:0 0 0 1.5rem;border-inline-start:2px solid var(--line)}
.path>li,.story>li{position:relative;margin:0 0 1.4rem}
.path>li:last-child,.story>li:last-child{margin-bottom:0}
.path>li::before,.story>li::before{content:"";position:absolute;left:calc(-1.5rem - 7px);top:.45em;width:12px;height:12px;border-radius:50%;background:var(--accent);border:2px solid var(--card)}
.story>li.accepted::before{background:var(--good)}.story>li.held::before{background:var(--warn)}.story>li.refused::before{background:var(--bad)}
.path>li.end::before{background:var(--card);border-color:var(--soft)}
.path p,.story p{margin:.1rem 0}
.name{overflow-wrap:anywhere}
.story h3{margin:0 0 .2rem;display:flex;flex-wrap:wrap;gap:.2rem .7rem;align-items:baseline}
.fields{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(16rem,100%),1fr))}
.fields label{display:grid;gap:.35rem;font-weight:600;font-size:.9rem}
input{font:inherit;font-weight:400;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.5rem;max-width:100%;min-width:0}
input::file-selector-button{font:inherit;font-weight:600;color:var(--accent);background:var(--soft-tint);border:0;border-radius:6px;padding:.35rem .7rem;margin-inline-end:.7rem;cursor:pointer}
.dropping{outline:4px dashed var(--accent);outline-offset:-10px}
@media(max-width:36rem){header,main,footer,nav{padding-inline:.9rem}header{padding-top:1.5rem}h1{font-size:1.6rem}section{padding:1.1rem .9rem;border-radius:12px}
.wide{display:none}.narrow{display:block}.tiles{gap:.5rem}.tile{padding:.6rem .65rem}.tile dd{font-size:1.3rem}.tile dd .soft{display:block;font-size:.8rem}
th,td{padding-inline-end:.6rem}tbody th code{white-space:normal}
.stacked thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.stacked,.stacked tbody{display:block}
.stacked tr{display:flow-root;border-bottom:1px solid var(--line);padding:.6rem 0}.stacked tr:last-child{border-bottom:0}.stacked th,.stacked td{display:block;border:0;padding:.1rem 0;text-align:start;overflow-wrap:anywhere}.stacked td.short{display:inline-block;padding-inline-end:.8rem}
table{font-size:.875rem}thead th{font-size:.76rem}.card{padding:.8rem}dl.facts{grid-template-columns:1fr;gap:0}dl.facts dd{margin-bottom:.5rem}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@page{margin:16mm 15mm}
@media print{:root{color-scheme:light;--bg:#fff}body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,.skip,.choose{display:none}header,main,footer{max-width:none;padding:0}h1{font-size:20pt}h2{font-size:13pt}
section{border:0;border-top:1px solid var(--line);border-radius:0;padding:5mm 0 0;margin:6mm 0 0}
h2,h3,h4,figcaption{break-after:avoid}figure,.card,.tile,.banner,tr,.story>li,.path>li{break-inside:avoid}thead{display:table-header-group}
.scroll{overflow:visible}.wide{display:block}.narrow{display:none}details:not([open]){display:none}.multiples{grid-template-columns:1fr 1fr}.tiles{grid-template-columns:repeat(3,1fr)}a{color:inherit;text-decoration:none}}
`;
