"""clone FOLDER | fetch FOLDER | push FOLDER REF, with dulwich; a refused ref is printed with its reason."""
import sys

from dulwich import porcelain
from dulwich.client import HttpGitClient
from dulwich.repo import Repo

url, token, mode, folder = sys.argv[1:5]

if mode == "clone":
    porcelain.clone(url, folder)
elif mode == "fetch":
    porcelain.fetch(folder, "origin")
else:
    repository = Repo(folder)
    with open(folder + "/page", "w") as page:
        page.write("by another client\n")
    porcelain.add(repository, [folder + "/page"])
    head = repository[repository.head()]
    if repository.open_index().commit(repository.object_store) != head.tree:
        repository.do_commit(b"change\n", committer=b"Ann <ann@example.org>")
    ref = sys.argv[5].encode()
    client = HttpGitClient(url, username="git", password=token)
    result = client.send_pack(
        "", lambda refs: {ref: repository.head()}, repository.generate_pack_data, progress=lambda text: print(text))
    for refused, reason in (result.ref_status or {}).items():
        if reason:
            print("refused", refused, reason)
