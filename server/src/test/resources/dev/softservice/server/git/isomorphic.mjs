// clone FOLDER | fetch FOLDER | push FOLDER REF, with isomorphic-git; a refused ref is printed with its reason.
import fs from 'node:fs';
import git from 'isomorphic-git';
import http from 'isomorphic-git/http/node';

const [url, token, mode, dir, ref] = process.argv.slice(2);
const onAuth = () => ({username: 'git', password: token});

if (mode === 'clone') {
    await git.clone({fs, http, dir, url, onAuth});
} else if (mode === 'fetch') {
    await git.fetch({fs, http, dir, onAuth});
} else {
    fs.writeFileSync(`${dir}/page`, 'by another client\n');
    await git.add({fs, dir, filepath: 'page'});
    const status = await git.status({fs, dir, filepath: 'page'});
    if (status !== 'unmodified') {
        await git.commit({fs, dir, message: 'change\n', author: {name: 'Ann', email: 'ann@example.org'}});
    }
    try {
        await git.push({fs, http, dir, onAuth, ref: 'main', remoteRef: ref});
    } catch (refused) {
        if (!refused.data || !refused.data.result) {
            throw refused;
        }
        console.log('refused', JSON.stringify(refused.data.result));
    }
}
