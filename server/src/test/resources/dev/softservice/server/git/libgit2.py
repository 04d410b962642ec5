"""clone FOLDER | fetch FOLDER | push FOLDER REF, with libgit2; a refused ref is printed with its reason."""
import sys

import pygit2

url, token, mode, folder = sys.argv[1:5]


class Callbacks(pygit2.RemoteCallbacks):
    def credentials(self, url, username, allowed):
        return pygit2.UserPass("git", token)

    def push_update_reference(self, ref, message):
        if message:
            print("refused", ref, message)


if mode == "clone":
    pygit2.clone_repository(url, folder, callbacks=Callbacks())
elif mode == "fetch":
    pygit2.Repository(folder).remotes["origin"].fetch(callbacks=Callbacks())
else:
    repository = pygit2.Repository(folder)
    with open(folder + "/page", "w") as page:
        page.write("by another client\n")
    repository.index.add("page")
    repository.index.write()
    tree = repository.index.write_tree()
    if tree != repository.head.peel(pygit2.Commit).tree.id:
        who = pygit2.Signature("Ann", "ann@example.org", 1700000000, 0)
        repository.create_commit("HEAD", who, who, "change\n", tree, [repository.head.target])
    repository.remotes["origin"].push(["refs/heads/main:" + sys.argv[5]], callbacks=Callbacks())
