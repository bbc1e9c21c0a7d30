/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Folding, searching and comparing in the handbook. Without it the page shows everything at once. */
(function () {
    'use strict';

    const data = JSON.parse(document.getElementById('data').textContent);
    const query = document.getElementById('query');
    const results = document.getElementById('results');
    const found = document.getElementById('found');
    const selects = [document.getElementById('first'), document.getElementById('second')];
    const comparison = document.getElementById('comparison');
    const compared = document.getElementById('compared');
    const MOST_RESULTS = 50;
    const SHORTEST_PART = 4;

    function fill(text, values) {
        return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
    }

    /* An element with children: strings become text, never HTML. */
    function make(name, attributes, ...children) {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) {
            element.setAttribute(key, value);
        }
        if (document.documentElement.dir === 'rtl' && /^(p|h[1-6])$/.test(name)) {
            element.setAttribute('dir', 'auto');
        }
        element.append(...children);
        return element;
    }

    /* ---- folding ---- */

    function buttonOf(fold) {
        return fold.querySelector('h3 button');
    }

    /* The fragment that leads to it. */
    function placeOfFold(fold) {
        return fold.id || fold.querySelector('h3').id;
    }

    /* What is closed can still be found by the browser's own search, which opens it. */
    function setOpen(fold, open) {
        const body = fold.querySelector('.body');
        buttonOf(fold).setAttribute('aria-expanded', String(open));
        if (open) {
            body.removeAttribute('hidden');
        } else {
            body.setAttribute('hidden', 'until-found');
        }
    }

    function makeFoldable(fold) {
        const heading = fold.querySelector('h3');
        const body = document.createElement('div');
        const button = document.createElement('button');
        const shown = fold.querySelector('h3 + .callout') ? 2 : 1;

        body.className = 'body';
        body.id = placeOfFold(fold) + '-body';
        body.append(...Array.from(fold.childNodes).slice(
            Array.from(fold.childNodes).indexOf(fold.children[shown - 1]) + 1));
        fold.append(body);
        button.type = 'button';
        button.setAttribute('aria-controls', body.id);
        button.append(...heading.childNodes);
        heading.append(button);
        setOpen(fold, false);
        button.addEventListener('click', () => {
            setOpen(fold, button.getAttribute('aria-expanded') !== 'true');
        });
        body.addEventListener('beforematch', () => setOpen(fold, true));
    }

    function foldsIn(id) {
        return document.querySelectorAll('#' + id + ' .fold');
    }

    /* ---- searching ---- */

    /* Upper and lower case, full and half width become the same. */
    function folded(text) {
        return text.normalize('NFKC').toLowerCase();
    }

    function textOf(elements) {
        return folded(Array.from(elements, (element) => element.textContent).join(' '));
    }

    function makeIndex() {
        return Array.from(document.querySelectorAll('.fold'), (fold, order) => ({
            fold,
            order,
            code: fold.dataset.kind === 'code' ? fold.id : '',
            title: buttonOf(fold).textContent,
            verdict: (fold.querySelector('.callout, .body > p') || fold).textContent,
            places: [
                [80, folded(buttonOf(fold).textContent)],
                [50, textOf(fold.querySelectorAll('dd'))],
                [40, textOf(fold.querySelectorAll('.callout'))],
                [10, textOf([fold])],
            ],
        }));
    }

    let index = null;

    /* 2 if the word starts a word of the text, 1 if it is within one. Short Latin words are in many
     * others: "nat" is not looked for in "alternative". */
    function occurrence(text, word) {
        const isShort = /^[a-z0-9]/.test(word) && word.length < SHORTEST_PART;
        let at = text.indexOf(word);
        const within = at >= 0 && !isShort ? 1 : 0;
        for (; at >= 0; at = text.indexOf(word, at + 1)) {
            if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) {
                return 2;
            }
        }
        return within;
    }

    function scoreOfWord(entry, word) {
        const best = Math.max(...entry.places.map(([weight, text]) => weight * occurrence(text, word)));
        return entry.code && entry.code === word ? 1000 : best;
    }

    /* The sum for all words; 0 if one of them is nowhere. */
    function scoreOf(entry, words) {
        const scores = words.map((word) => scoreOfWord(entry, word));
        return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0);
    }

    function search(text) {
        const words = folded(text).split(/\s+/).filter(Boolean);
        index = index || makeIndex();
        if (!words.length) {
            return null;
        }
        return index
            .map((entry) => ({ entry, score: scoreOf(entry, words) }))
            .filter((hit) => hit.score > 0)
            .sort((a, b) => b.score - a.score || a.entry.order - b.entry.order)
            .map((hit) => hit.entry);
    }

    function resultOf(entry) {
        return make('li', {}, make('a', { href: '#' + placeOfFold(entry.fold) },
            make('span', { class: 'kind' }, data.words[entry.fold.dataset.kind]),
            make('strong', {}, entry.title), ' ', entry.verdict));
    }

    function countOf(hits) {
        if (!hits) {
            return '';
        }
        const word = hits.length === 0 ? 'none' : hits.length === 1 ? 'one' : 'count';
        return fill(data.words[word], { count: hits.length });
    }

    function showResults() {
        const hits = search(query.value);
        found.textContent = countOf(hits);
        results.replaceChildren(...(hits || []).slice(0, MOST_RESULTS).map(resultOf));
    }

    function hideResults() {
        found.textContent = '';
        results.replaceChildren();
    }

    /* Moves from the field down to the results, between them, and up again. */
    function moveInResults(step) {
        const stops = [query, ...results.querySelectorAll('a')];
        const next = stops[stops.indexOf(document.activeElement) + step];
        if (next) {
            next.focus();
        }
    }

    function listenToSearch() {
        const form = document.getElementById('search');

        query.addEventListener('input', showResults);
        query.addEventListener('focus', () => {
            if (query.value && !results.firstChild) {
                showResults();
            }
        });
        form.addEventListener('submit', (event) => {
            event.preventDefault();
            const first = results.querySelector('a');
            if (first) {
                first.click();
            }
        });
        form.addEventListener('keydown', (event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step) {
                event.preventDefault();
                moveInResults(step);
            } else if (event.key === 'Escape') {
                event.preventDefault();
                query.value = '';
                hideResults();
                query.focus();
            }
        });
        document.addEventListener('keydown', (event) => {
            const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
            if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
                event.preventDefault();
                query.focus();
                query.select();
            }
        });
    }

    /* ---- comparing ---- */

    /* Pairs stand in the order (0,1), (0,2) ... (1,2) ... of the codes. */
    function pairOf(i, j) {
        const count = data.codes.length;
        return data.pairs[i * count - (i * (i + 1)) / 2 + j - i - 1];
    }

    /* Each text of a list has a direction of its own. */
    function itemOf(content) {
        return make('li', {}, ...(typeof content === 'string' ? [make('bdi', {}, content)] : content));
    }

    function list(name, items) {
        return make(name, {}, ...items.map(itemOf));
    }

    function section(title, ...children) {
        return [make('h4', {}, title), ...children];
    }

    function stepOf([actor, text]) {
        return actor ? [make('strong', { class: 'actor' }, actor + ':'), ' ', make('bdi', {}, text)] : text;
    }

    function linkToCode(side) {
        return make('a', { href: '#' + side.code }, side.code + ' ' + side.phrase);
    }

    function sideOf(side, expect, remedy) {
        const words = data.words;
        return make('section', {},
            make('h3', {}, linkToCode(side)),
            make('p', { class: 'callout ' + side.tone }, side.verdict),
            ...section(words.means, make('p', {}, side.means)),
            ...section(words.expect, make('p', {}, expect)),
            ...section(words.why, list('ul', side.why)),
            ...section(words.remedy, make('p', {}, remedy)),
            ...section(words.fix, list('ol', side.fix.map(stepOf))));
    }

    function linkOf(text, url) {
        return url ? make('a', { href: url }, text) : text;
    }

    function comparisonOf(i, j) {
        const words = data.words;
        const sides = [data.codes[i], data.codes[j]];
        const [summary, differences, expect, other, remedy, cure, related, links] = pairOf(i, j);
        const text = (at) => fill(data.texts[at], { a: sides[0].code, b: sides[1].code });
        return [
            make('p', { class: 'callout' }, text(summary)),
            make('h3', {}, words.differences),
            list('ul', differences.map(text)),
            make('div', { class: 'sides' },
                sideOf(sides[0], text(expect), text(remedy)),
                sideOf(sides[1], text(other), text(cure))),
            ...(related.length
                ? section(words.related, list('ul', related.map((at) => [linkToCode(data.codes[at])])))
                : []),
            ...section(words.references, list('ul', links.map((at) => [linkOf(...data.links[at])]))),
        ];
    }

    function placeOf(code) {
        return data.codes.findIndex((entry) => String(entry.code) === code);
    }

    /* Shows what is chosen. @return the fragment that leads to it, '' if there is nothing to show */
    function showComparison() {
        const chosen = selects.map((select) => placeOf(select.value)).sort((a, b) => a - b);
        comparison.replaceChildren();
        compared.textContent = '';
        if (chosen[0] < 0) {
            return '';
        }
        if (chosen[0] === chosen[1]) {
            compared.textContent = data.words.same;
            return '';
        }
        const names = chosen.map((at) => data.codes[at].code);
        comparison.replaceChildren(...comparisonOf(...chosen));
        compared.textContent = fill(data.words.title, { first: names[0], second: names[1] });
        return '#compare-' + names.join('-');
    }

    function listenToChoice() {
        document.getElementById('choice').addEventListener('submit', (event) => event.preventDefault());
        for (const select of selects) {
            select.addEventListener('change', () => {
                const fragment = showComparison();
                if (fragment) {
                    history.replaceState(null, '', fragment);
                }
            });
        }
    }

    /* ---- places of the page ---- */

    function goToComparison(first, second) {
        if (placeOf(first) < 0 || placeOf(second) < 0) {
            return;
        }
        selects[0].value = first;
        selects[1].value = second;
        showComparison();
        document.getElementById('compare').scrollIntoView();
        selects[0].focus({ preventScroll: true });
    }

    function goToFold(fold) {
        setOpen(fold, true);
        fold.scrollIntoView();
        buttonOf(fold).focus({ preventScroll: true });
    }

    /* Opens what the fragment names: "#404", "#cause-tx-no-response", "#compare-202-404". */
    function goToFragment() {
        const fragment = decodeURIComponent(location.hash.slice(1));
        const pair = /^compare-(\d{3})-(\d{3})$/.exec(fragment);
        const place = fragment && document.getElementById(fragment);
        const fold = place && place.closest('.fold');

        if (pair) {
            goToComparison(pair[1], pair[2]);
        } else if (fold) {
            goToFold(fold);
        }
    }

    function listenToLinks() {
        window.addEventListener('hashchange', goToFragment);
        /* a link to where one is already changes no fragment, but may lead to what is closed now */
        document.addEventListener('click', (event) => {
            const link = event.target.closest('a[href^="#"]');
            if (!link) {
                return;
            }
            hideResults();
            if (link.hash === location.hash) {
                event.preventDefault();
                goToFragment();
            }
        });
    }

    function listenToFolding() {
        document.addEventListener('click', (event) => {
            const { open, close } = event.target.dataset;
            if (open || close) {
                foldsIn(open || close).forEach((fold) => setOpen(fold, Boolean(open)));
            }
        });
    }

    document.querySelectorAll('.fold').forEach(makeFoldable);
    document.querySelectorAll('.scripted, #search').forEach((element) => {
        element.hidden = false;
    });
    listenToSearch();
    listenToChoice();
    listenToLinks();
    listenToFolding();
    goToFragment();
})();
