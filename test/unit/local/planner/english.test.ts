import { click, go, open, press, read, readsAs, saved, search, shot, typed, written } from './read';

const example = go('https://example.com/');

describe('planner, in English', () => {
  describe('opens the browser and addresses', () => {
    readsAs([
      ['Open Chrome browser', open],
      ['open the browser', open],
      ['Please open Google Chrome.', open],
      ['Could you launch Microsoft Edge for me?', open],
      ['start a new browser window', open],
      ['close the browser', { do: 'closeBrowser' }],
      ['go to example.com', example],
      ['OPEN EXAMPLE.COM', example],
      ['visit www.example.com/a?b=1#c in Chrome', go('https://www.example.com/a?b=1#c')],
      ['navigate to https://example.com', example],
      ['https://example.com', example],
      ['open localhost:3000/app', go('http://localhost:3000/app')],
      ['go to 192.168.1.10', go('http://192.168.1.10/')],
      ['open intranet.example.com:8443', go('http://intranet.example.com:8443/')],
      ['open about:blank', go('about:blank')],
      ['go to "example.com"', example],
      ['open http://x.test/a;b,c?d=e and read the title', go('http://x.test/a;b,c?d=e'), read('title')],
      ['open baidu', { do: 'openEngine', engine: 'baidu' }],
      ["go to Google's home page", { do: 'openEngine', engine: 'google' }],
    ]);
  });

  describe('searches', () => {
    readsAs([
      ['Query the weather in Shanghai with Baidu', search('weather in Shanghai', 'baidu')],
      ['search Baidu for the weather in Shanghai', search('weather in Shanghai', 'baidu')],
      ['google best tea', search('best tea', 'google')],
      ['look up TypeScript on Bing', search('TypeScript', 'bing')],
      ['use Google to search for "cats and dogs"', search('cats and dogs', 'google')],
      ['check the weather in Beijing on Google', search('weather in Beijing', 'google')],
      ['find out about tea using bing', search('tea', 'bing')],
      ['search for rock and roll', search('rock and roll')],
      ['search for apples, pears and plums', search('apples, pears and plums')],
      ['search for now and then', search('now and then')],
      ['search for St. Louis weather', search('St. Louis weather')],
      ['search for me', search('me')],
      ['search the web for how tea is made please', search('how tea is made')],
      ['search for "open chrome and press Enter"', search('open chrome and press Enter')],
      ['search for cats then click the first result', search('cats'), click({ role: 'result', nth: 1 })],
    ]);
  });

  describe('clicks and presses', () => {
    readsAs([
      ['click the Sign in button', click({ text: 'Sign in', role: 'button' })],
      ['click "Log in"', click({ text: 'Log in' })],
      ['click on Add to cart', click({ text: 'Add to cart' })],
      ['click the first link', click({ role: 'link', nth: 1 })],
      ['click the last button', click({ role: 'button', nth: -1 })],
      ['open the second search result', click({ role: 'result', nth: 2 })],
      ['click the 2nd "Add to cart" button', click({ text: 'Add to cart', role: 'button', nth: 2 })],
      ['click the link "More information"', click({ text: 'More information', role: 'link' })],
      ['click the button labeled Save', click({ text: 'Save', role: 'button' })],
      ['press the Submit button', click({ text: 'Submit', role: 'button' })],
      ['hit Search', click({ text: 'Search' })],
      ['click the next button', click({ text: 'next', role: 'button' })],
      ["click 'Don't ask again'", click({ text: "Don't ask again" })],
      ['press Enter', press('Enter')],
      ['hit the escape key', press('Escape')],
      ['press Ctrl+A', press('Control+a')],
      ['press ctrl + shift + k', press('Control+Shift+k')],
      ['press F5', { do: 'history', way: 'reload' }],
      ['press the Tab key 3 times', press('Tab', 3)],
      ['press page down twice', press('PageDown', 2)],
      ['submit the form', press('Enter')],
    ]);
  });

  describe('fills in forms', () => {
    readsAs([
      ['type hello into the Name field', typed('hello', 'Name')],
      ['type "hello, world and more" into the search box', typed('hello, world and more', 'search')],
      ['enter bob@example.com in the email field', typed('bob@example.com', 'email')],
      ['fill in the Name field with Bob', typed('Bob', 'Name')],
      ['enter Bob in the Name field and b@x.org in the Email field', typed('Bob', 'Name'), typed('b@x.org', 'Email')],
      ['set the quantity to 3', typed('3', 'quantity')],
      ["write 'It's fine' in Notes", typed("It's fine", 'Notes')],
      ['type foo, bar and baz in the Notes field', typed('foo, bar and baz', 'Notes')],
      ['type hello and press Enter', typed('hello'), press('Enter')],
      ['type hello into the text field', typed('hello')],
      ['write "hello" to "Notes"', typed('hello', 'Notes')],
      ['clear the name field', { do: 'clear', field: 'name' }],
      ['select Large from the size dropdown', { do: 'select', option: 'Large', field: 'size' }],
      ['choose "Medium" in Size', { do: 'select', option: 'Medium', field: 'Size' }],
      ['select Courier', { do: 'select', option: 'Courier' }],
      ['check the Gift wrap checkbox', { do: 'check', field: 'Gift wrap', on: true }],
      ['tick Newsletter', { do: 'check', field: 'Newsletter', on: true }],
      ['uncheck "Newsletter"', { do: 'check', field: 'Newsletter', on: false }],
    ]);
  });

  describe('moves and waits', () => {
    readsAs([
      ['scroll down', { do: 'scroll', to: 'down', times: 1 }],
      ['scroll down 3 times', { do: 'scroll', to: 'down', times: 3 }],
      ['scroll up a bit', { do: 'scroll', to: 'up', times: 1 }],
      ['scroll to the bottom of the page', { do: 'scroll', to: 'bottom', times: 1 }],
      ['scroll all the way back to the top', { do: 'scroll', to: 'top', times: 1 }],
      ['scroll to the text "The end"', { do: 'scrollToText', text: 'The end' }],
      ['wait 3 seconds', { do: 'wait', seconds: 3 }],
      ['wait for 500 ms', { do: 'wait', seconds: 0.5 }],
      ['wait a minute', { do: 'wait', seconds: 60 }],
      ['wait for the text "Done"', { do: 'waitForText', text: 'Done' }],
      ['wait until Welcome appears', { do: 'waitForText', text: 'Welcome' }],
      ['wait for the page to load', { do: 'waitForLoad' }],
      ['go back', { do: 'history', way: 'back' }],
      ['go forward', { do: 'history', way: 'forward' }],
      ['reload the page', { do: 'history', way: 'reload' }],
    ]);
  });

  describe('reads', () => {
    readsAs([
      ['read the title', read('title')],
      ['What is the title of the page?', read('title')],
      ['list all the links on this page', read('links')],
      ['read the title, the headings and the links', read('title'), read('headings'), read('links')],
      ['get the headings of example.com', example, read('headings')],
      ['read the page', read('text')],
      ['what does the page say?', read('text')],
      ["what's the address?", read('address')],
      ['read the table', read('table')],
      ['read the second table', read('table', { table: { nth: 2 } })],
      ['read the last table', read('table', { table: { nth: -1 } })],
      ['read the table with the heading Prices', read('table', { table: { heading: 'Prices' } })],
      ['read the "Opening hours" table', read('table', { table: { heading: 'Opening hours' } })],
      ['read the first three results', read('results', { most: 3 })],
      ['get the first heading', read('headings', { most: 1 })],
      ['take a screenshot', shot()],
      ['take a full-page screenshot', shot(true)],
      ['take a screenshot of the whole page and save it as shot.jpg', shot(true, 'shot.jpg')],
      ['take a screenshot of example.com', example, shot()],
    ]);
  });

  describe('keeps files', () => {
    readsAs([
      ['create a file notes.txt with the content hello, world', written('notes.txt', 'hello, world')],
      ['create a file called "my notes.txt" containing \'a; b. c\'', written('my notes.txt', 'a; b. c')],
      ['create an empty file called empty.txt', written('empty.txt', '')],
      ['create a file called todo.txt with "milk, eggs" in it', written('todo.txt', 'milk, eggs')],
      ['create notes.txt and write hello in it', written('notes.txt', 'hello')],
      ["what's in notes.txt?", { do: 'readFile', file: 'notes.txt' }],
      ['create a file a.txt with ```line one\nline two```', written('a.txt', 'line one\nline two')],
      ['write hello to notes.txt', written('notes.txt', 'hello')],
      ['append "more" to notes.txt', written('notes.txt', 'more', true)],
      ['save the headings to headings.md', saved('headings.md', 'headings')],
      ['save it to result.txt', saved('result.txt')],
      ['save the result in out.md', saved('out.md')],
      ['append the title to notes.txt', saved('notes.txt', 'title', true)],
      ['read notes.txt', { do: 'readFile', file: 'notes.txt' }],
      ['show me the contents of the file notes.txt', { do: 'readFile', file: 'notes.txt' }],
      ['open "notes.txt"', { do: 'readFile', file: 'notes.txt' }],
      ['list the files', { do: 'listFiles' }],
      ['what files are there?', { do: 'listFiles' }],
      ['delete the file "my notes.txt"', { do: 'deleteFile', file: 'my notes.txt' }],
      ['write hello to the file ../../etc/passwd', written('../../etc/passwd', 'hello')],
    ]);
  });
});
