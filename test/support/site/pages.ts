import { documents } from './documents';
import { escapeHtml, page } from './html';

/** Tells the server what happened on the page, so that tests can count it. */
const report = `<script>const hit = (what) => fetch('/hit?what=' + what, { method: 'POST' });</script>`;

export const homePage = (): string =>
  page(
    'Test site',
    `<h1>Welcome to the test site</h1><p>A small place with real pages.</p>
<form role="search" action="/s"><input name="wd" placeholder="Search the site"><button>Search</button></form>
<h2>Pages</h2><ul><li><a href="/shop">Shop</a></li><li><a href="/tables">Tables</a></li><li><a href="/long">A long page</a></li>
<li><a href="/popup" target="_blank">A page in a new tab</a></li><li><a href="javascript:void 0">No address</a></li></ul>
<h2>Contact</h2><h3>By post</h3><p>1 Test Street</p>`,
  );

/** A form whose order is counted, and whose answer repeats what was ordered. */
export const shopPage = (): string =>
  page(
    'Corner Shop',
    `${report}<h1>Corner Shop</h1>
<form action="/order">
<p><label>Name <input name="name" oninput="hit('key')"></label></p>
<p><label>Email <input name="email" type="email" placeholder="you@example.com"></label></p>
<p><label>Password <input name="password" type="password"></label></p>
<p><label>Quantity <input name="quantity" type="number" value="1"></label></p>
<p><label>Size <select name="size"><option value="s">Small</option><option value="m">Medium</option><option value="l">Large</option></select></label></p>
<p><label><input type="checkbox" name="gift" value="yes"> Gift wrap</label></p>
<p><label><input type="checkbox" name="news" value="yes" checked> Newsletter</label></p>
<fieldset><legend>Delivery</legend><label><input type="radio" name="delivery" value="post" checked> By post</label>
<label><input type="radio" name="delivery" value="courier"> Courier</label></fieldset>
<p><label>Notes <textarea name="notes"></textarea></label></p>
<button>Order</button></form>
<h2>Products</h2><ul>
<li>Apples <button onclick="hit('apples');added.textContent='Apples added'">Add to cart</button></li>
<li>Pears <button onclick="hit('pears');added.textContent='Pears added'">Add to cart</button></li></ul>
<p id="added"></p>
<p><button onclick="later.textContent='';setTimeout(() => later.textContent = 'Here it is', 300)">Show later</button> <span id="later"></span></p>
<p><button disabled>Sold out</button> <button onclick="alert('Mind the step')">Say something</button>
<a href="/download">Price list</a> <a href="/popup" target="_blank">New tab</a></p>`,
  );

export function orderPage(order: URLSearchParams): string {
  const name = escapeHtml(order.get('name') ?? '');
  const rows = [...order].map(([key, value]) => `<tr><th>${escapeHtml(key)}</th><td>${escapeHtml(value)}</td></tr>`);
  return page(
    'Order received',
    `<h1>Thank you, ${name}</h1><table><caption>Your order</caption>${rows.join('')}</table>`,
  );
}

export const tablesPage = (): string =>
  page(
    'Tables',
    `<h1>Tables</h1><table><caption>Prices</caption><thead><tr><th>Fruit</th><th>Price</th></tr></thead>
<tbody><tr><td>Apples</td><td>2.50</td></tr><tr><td>Pears | ripe</td><td>3.20</td></tr></tbody></table>
<h2>Opening hours</h2><table><tr><th>Day</th><th>Hours</th></tr><tr><td>Monday</td><td>9 to 5</td></tr><tr><td>Sunday</td><td>closed</td></tr></table>
<h2>City facts</h2><table><tr><th>City</th><td>Shanghai</td></tr><tr><th>Population</th><td>24,870,000</td></tr></table>`,
  );

/** Text that would forge structure, links and scripts if it were taken for Markdown or HTML. */
export const hostilePage = (): string =>
  page(
    '# Fake heading](javascript:alert(1))',
    `<h1>**bold** &lt;img src=x onerror=alert(1)&gt;</h1><h2>1. ordered</h2>
<p>| a | b |</p><p>- item</p><p>\`\`\`</p><p>![x](https://evil.example/track.png)</p>
<a href="javascript:alert(1)">script</a> <a href="https://example.com/a_(b)|c">brackets](https://evil.example)</a>`,
  );

export const longPage = (): string =>
  page(
    'A long page',
    `${report}<h1>Top of the page</h1><div style="height:4000px"></div><p id="end">The end of the page</p>
<script>addEventListener('scroll', () => { document.title = scrollY > 2000 ? 'Scrolled down' : 'A long page'; });</script>`,
  );

/** Calls home ten times a second for as long as it lives, and once more with a beacon when it is left. */
export const tickingPage = (): string =>
  page(
    'Ticking',
    `${report}<h1>Ticking</h1><script>setInterval(() => hit('tick'), 100);
addEventListener('pagehide', () => navigator.sendBeacon('/hit?what=beacon'));</script>`,
  );

/** Busy for good: its script never gives the page back. */
export const hangingPage = (): string =>
  page(
    'Hanging',
    `<h1>Hanging</h1><button onclick="for (;;);">Hang</button>
<button onclick="setTimeout(() => { for (;;); }, 50)">Wait and see</button>`,
  );

export const popupPage = (): string => page('A new tab', '<h1>In a new tab</h1>');

export function documentPage(id: number): string | undefined {
  const found = documents[id];
  return found && page(found.title, `<h1>${escapeHtml(found.title)}</h1><p>${escapeHtml(found.text)}</p>`);
}

export const chinesePage = (): string =>
  page(
    '中文商店',
    `${report}<h1>欢迎光临</h1><form action="/order"><p><label>姓名 <input name="name"></label></p>
<p><label>数量 <input name="quantity" type="number" value="1"></label></p>
<p><label>尺码 <select name="size"><option>小号</option><option>大号</option></select></label></p>
<p><label><input type="checkbox" name="gift" value="yes"> 礼品包装</label></p><button>提交订单</button></form>
<h2>商品</h2><p>苹果 <button onclick="hit('apples')">加入购物车</button></p>
<table><caption>价格</caption><tr><th>水果</th><th>价格</th></tr><tr><td>苹果</td><td>5</td></tr></table>`,
    'zh',
  );
